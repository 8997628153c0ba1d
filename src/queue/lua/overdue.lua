#!lua flags=no-writes
-- most. Also leases that end later than any can: the clock has jumped. The reaper strikes twice, so that none of this
-- takes a job from a worker that beats.
local most, lease_ms = tonumber(ARGV[2]), term('lease_ms', 30000)
local answer = {'OK'}
local function add(ids)
    for _, id in ipairs(ids) do
        local h = redis.call('HMGET', job_key(id), 'state', 'judging', 'tok', 'hb', 'wid')
        if h[1] == 'leased' then
            answer[#answer + 1] = id
            for i = 2, 5 do answer[#answer + 1] = h[i] or '' end
        end
    end
end
add(redis.call('ZRANGEBYSCORE', key('lease'), '-inf', now, 'LIMIT', 0, most))
add(redis.call('ZRANGEBYSCORE', key('lease'), now + lease_ms + 60000, '+inf', 'LIMIT', 0, most))
return answer
