#!lua flags=no-writes
local answer = {'OK'}
for _, id in ipairs(redis.call('ZREVRANGE', key('workers'), 0, 999)) do
    local h = redis.call('HMGET', key('worker:' .. id), 'name', 'facts', 'slots', 'busy', 'beat', 'since', 'drain', 'refuse')
    if h[5] then
        answer[#answer + 1] = id
        for i = 1, 8 do answer[#answer + 1] = h[i] or '' end
        answer[#answer + 1] = whole(math.max(0, now - number(h[5], now)))
        answer[#answer + 1] = h[8] and '1' or '0'
    end
end
return answer
