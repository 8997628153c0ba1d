#!lua flags=allow-oom
-- most: the jobs whose counters changed; or "noted" id crashes nacks releases: they are on the server's disk
local function counters(id) return redis.call('HMGET', job_key(id), 'judging', 'crashes', 'nacks', 'releases', 'error') end
local answer = {'OK'}
if ARGV[2] == 'noted' then
    local h = counters(ARGV[3])
    if not h[1] or (h[2] == ARGV[4] and h[3] == ARGV[5] and h[4] == ARGV[6]) then redis.call('SREM', key('given'), ARGV[3]) end
    return answer
end
for _, id in ipairs(redis.call('SRANDMEMBER', key('given'), tonumber(ARGV[2]))) do
    local h = counters(id)
    if h[1] then
        answer[#answer + 1] = id
        for i = 1, 5 do answer[#answer + 1] = h[i] or '0' end
    else
        redis.call('SREM', key('given'), id)
    end
end
return answer
