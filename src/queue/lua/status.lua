#!lua flags=no-writes
-- Counts of one moment, the oldest job, settings and counters, as names and values.
local answer = {'OK'}
local function add(name, value)
    answer[#answer + 1] = name
    answer[#answer + 1] = tostring(value)
end
for _, name in ipairs(INDEXES) do add(name, redis.call('ZCARD', key(name))) end
local first = redis.call('ZRANGE', key('ready'), 0, 0)
add('oldest_ms', first[1] and whole(math.max(0, now - number(redis.call('HGET', job_key(first[1]), 'queued'), now))) or '0')
add('paused', redis.call('HGET', meta, 'paused') or '0')
add('draining', redis.call('HGET', meta, 'draining') or '0')
add('server_url', redis.call('HGET', meta, 'server_url') or '')
for i, text in ipairs(redis.call('HGETALL', key('stats'))) do answer[#answer + 1] = text end
return answer
