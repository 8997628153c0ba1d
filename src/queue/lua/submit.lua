#!lua
-- id judging priority vt user language revision hard_ms crashes nacks releases request
local id, judging = ARGV[2], tonumber(ARGV[3])
local job = job_key(id)
local had = redis.call('HMGET', job, 'state', 'judging')
if had[1] then
    local before = number(had[2], 0)
    if before > judging then return {'STALE', had[1]} end
    if before == judging then return {'DUP', had[1]} end -- check: known
    if had[1] ~= 'settled' and had[1] ~= 'dead' then return {'BUSY', had[1]} end
end
if redis.call('HGET', meta, 'draining') == '1' then return {'DRAINING'} end
local waiting = 0
for _, name in ipairs({'ready', 'delayed', 'lease', 'out'}) do waiting = waiting + redis.call('ZCARD', key(name)) end
if waiting >= term('jobs_max', 100000) then return {'FULL'} end

-- A user's next job stands behind everybody's first.
local user, vt = ARGV[6], tonumber(ARGV[5])
local is_computed = vt == 0
if is_computed then
    vt = math.max(now, number(redis.call('HGET', key('fair'), user), 0) + term('penalty_ms', 10000))
end
vt = math.max(1600000000000, math.min(vt, now + 3600000))
local score = whole(tonumber(ARGV[4]) * 17592186044416 + (vt - 1600000000000))

if had[1] then redis.call('DEL', job) end
redis.call('HSET', job, 'state', 'ready', 'judging', ARGV[3], 'score', score, 'user', user, 'lang', ARGV[7], 'rev', ARGV[8],
    'hard_ms', ARGV[9], 'crashes', ARGV[10], 'nacks', ARGV[11], 'releases', ARGV[12], 'attempts', '0', 'tok', '', 'queued', now,
    'src', ARGV[13])
if had[1] == 'dead' then redis.call('ZREM', key('dead'), id) end
redis.call('ZADD', key('ready'), score, id)
if is_computed then redis.call('HSET', key('fair'), user, whole(vt)) end
count('submitted')
wake('wake')
return {'OK'}
