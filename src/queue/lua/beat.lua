#!lua flags=allow-oom
-- worker name facts slots busy, then for each lease: id judging token
local worker = key('worker:' .. ARGV[2])
local lease_ms = term('lease_ms', 30000)
local answer = {'OK', redis.call('HGET', meta, 'paused') or '0', redis.call('HGET', worker, 'drain') or '0',
    redis.call('HGET', worker, 'refuse') or ''}
for i = 7, #ARGV - 2, 3 do
    local id, job = ARGV[i], job_key(ARGV[i])
    local h = redis.call('HMGET', job, 'state', 'judging', 'tok')
    local is_ours = h[1] == 'leased'
    if h[2] ~= ARGV[i + 1] then is_ours = false end -- check: judging
    if h[3] ~= ARGV[i + 2] then is_ours = false end -- check: token
    if is_ours then
        redis.call('HSET', job, 'hb', now)
        redis.call('ZADD', key('lease'), now + lease_ms, id)
    end
    answer[#answer + 1] = is_ours and 'OK' or 'LOST'
end
redis.call('HSET', worker, 'name', ARGV[3], 'facts', ARGV[4], 'slots', ARGV[5], 'busy', ARGV[6], 'beat', now)
redis.call('HSETNX', worker, 'since', now)
redis.call('PEXPIRE', worker, 4 * lease_ms)
redis.call('ZADD', key('workers'), now, ARGV[2])
redis.call('ZREMRANGEBYSCORE', key('workers'), '-inf', now - 86400000)
return answer
