#!lua
-- for each job: id judging priority vt user language revision hard_ms crashes nacks releases only request
-- The answer has a word for each, in their order. One call for many: Redis reads and syncs once.
local FIELDS = 13
local draining = redis.call('HGET', meta, 'draining') == '1'
local room = term('jobs_max', 100000)
for _, name in ipairs({'ready', 'delayed', 'lease', 'out'}) do room = room - redis.call('ZCARD', key(name)) end

-- Why a job is not taken; nil where it is.
local function refusal(had, judging)
    if had[1] then
        local before = number(had[2], 0)
        if before > judging then return 'STALE' end
        if before == judging then return 'DUP' end -- check: known
        if had[1] ~= 'settled' and had[1] ~= 'dead' then return 'BUSY' end
    end
    if draining then return 'DRAINING' end
    if room <= 0 then return 'FULL' end
end

-- A user's next job stands behind everybody's first.
local function turn_of(user, vt)
    if vt ~= 0 then return vt end
    return math.max(now, number(redis.call('HGET', key('fair'), user), 0) + term('penalty_ms', 10000))
end

local function submit(at)
    local id, user, vt, only = ARGV[at], ARGV[at + 4], tonumber(ARGV[at + 3]), ARGV[at + 11]
    local job = job_key(id)
    local had = redis.call('HMGET', job, 'state', 'judging')
    local refused = refusal(had, tonumber(ARGV[at + 1]))
    if refused then return refused end
    local turn = math.max(1600000000000, math.min(turn_of(user, vt), now + 3600000))
    local score = whole(tonumber(ARGV[at + 2]) * 17592186044416 + (turn - 1600000000000))
    if had[1] then redis.call('DEL', job) end
    redis.call('HSET', job, 'state', 'ready', 'judging', ARGV[at + 1], 'score', score, 'user', user, 'lang', ARGV[at + 5], 'rev',
        ARGV[at + 6], 'hard_ms', ARGV[at + 7], 'crashes', ARGV[at + 8], 'nacks', ARGV[at + 9], 'releases', ARGV[at + 10],
        'attempts', '0', 'tok', '', 'queued', now, 'only', only, 'src', ARGV[at + 12])
    if had[1] == 'dead' then redis.call('ZREM', key('dead'), id) end
    redis.call('ZADD', key('ready'), score, id)
    if only ~= '' then redis.call('ZADD', key('only'), now, id) end
    if vt == 0 then redis.call('HSET', key('fair'), user, whole(turn)) end
    room = room - 1
    return 'OK'
end

local answer, taken = {'OK'}, 0
for at = 2, #ARGV - FIELDS + 1, FIELDS do
    local word = submit(at)
    if word == 'OK' then taken = taken + 1 end
    answer[#answer + 1] = word
end
if taken > 0 then
    count('submitted', taken)
    wake('wake')
end
return answer
