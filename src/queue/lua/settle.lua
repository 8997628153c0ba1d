#!lua flags=allow-oom
-- for each job: id judging. The server has it on its disk. The answer has a word for each, in their order.
local settled = 0

local function settle(id, judging)
    local job = job_key(id)
    local h = redis.call('HMGET', job, 'state', 'judging', 'outcome')
    if not h[1] then return 'UNKNOWN' end
    if h[2] ~= judging then return 'STALE' end -- check: judging
    if h[1] == 'settled' or h[1] == 'dead' then return 'OK' end
    if h[1] ~= 'out' then return 'STALE' end -- check: state
    local is_dead = h[3] == 'dead'
    redis.call('HSET', job, 'state', is_dead and 'dead' or 'settled', 'src', '', 'result', '', 'news', '')
    move(id, 'out', is_dead and 'dead' or '', now)
    redis.call('PEXPIRE', job, is_dead and DEAD_MS or SETTLED_MS)
    redis.call('SREM', key('given'), id)
    settled = settled + 1
    return 'OK'
end

local answer = {'OK'}
for i = 2, #ARGV - 1, 2 do answer[#answer + 1] = settle(ARGV[i], ARGV[i + 1]) end
if settled > 0 then count('settled', settled) end
return answer
