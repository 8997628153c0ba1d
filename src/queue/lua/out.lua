#!lua flags=no-writes
-- most bytes
local answer, bytes = {'OK'}, 0
for _, id in ipairs(redis.call('ZRANGE', key('out'), 0, tonumber(ARGV[2]) - 1)) do
    local h = redis.call('HMGET', job_key(id), 'state', 'judging', 'outcome', 'wid', 'error', 'attempts', 'crashes', 'nacks',
        'releases', 'queued', 'started', 'finished', 'result')
    if h[1] == 'out' then
        answer[#answer + 1] = id
        for i = 2, 13 do answer[#answer + 1] = h[i] or '' end
        bytes = bytes + #(h[13] or '')
        if bytes > tonumber(ARGV[3]) then break end
    end
end
return answer
