#!lua
-- worker, then for each lease: id judging token text. Whoever listens has it; nothing is kept.
for i = 3, #ARGV - 3, 4 do
    local id = ARGV[i]
    local h = redis.call('HMGET', job_key(id), 'state', 'judging', 'tok')
    local is_ours = h[1] == 'leased' and h[2] == ARGV[i + 1] and h[3] == ARGV[i + 2]
    if is_ours then
        redis.call('PUBLISH', key('news'), id .. ' ' .. ARGV[i + 1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[i + 3])
    end
end
return {'OK'}
