#!lua flags=no-writes
-- most bytes news_bytes. A result that is larger than bytes is no result: nothing is told instead; so with news. In front:
-- how many jobs are ready, and how many are left for the next call.
local function read_text(job, name, most)
    if redis.call('HSTRLEN', job, name) > tonumber(most) then return '' end
    return redis.call('HGET', job, name) or ''
end

local answer, bytes, told = {'OK', whole(redis.call('ZCARD', key('ready'))), '0'}, 0, 0
for _, id in ipairs(redis.call('ZRANGE', key('out'), 0, tonumber(ARGV[2]) - 1)) do
    local h = redis.call('HMGET', job_key(id), 'state', 'judging', 'outcome', 'wid', 'error', 'attempts', 'crashes', 'nacks',
        'releases', 'queued', 'started', 'finished')
    if h[1] == 'out' then
        answer[#answer + 1] = id
        for i = 2, 12 do answer[#answer + 1] = h[i] or '' end
        answer[#answer + 1] = read_text(job_key(id), 'result', ARGV[3])
        answer[#answer + 1] = read_text(job_key(id), 'news', ARGV[4])
        bytes, told = bytes + #answer[#answer - 1] + #answer[#answer], told + 1
        if bytes > tonumber(ARGV[3]) then break end
    end
end
answer[3] = whole(redis.call('ZCARD', key('out')) - told)
return answer
