#!lua flags=allow-oom
-- kind id judging token heartbeat ("" any) random (0..1) why
local kind, id, token = ARGV[2], ARGV[3], ARGV[5]
local job = job_key(id)
local h = redis.call('HMGET', job, 'state', 'judging', 'tok', 'hb', 'gone_tok', 'score', 'crashes', 'nacks', 'releases')
local is_stale = not h[1]
if not is_stale then
    if h[5] == token and h[2] == ARGV[4] and h[3] ~= token then return {h[1] == 'out' and 'DEAD' or 'OK', 'again'} end
    if h[1] ~= 'leased' then is_stale = true end -- check: state
    if h[2] ~= ARGV[4] then is_stale = true end -- check: judging
    if h[3] ~= token then is_stale = true end -- check: token
    if ARGV[6] ~= '' and h[4] ~= ARGV[6] then is_stale = true end -- check: heartbeat
end
if is_stale then
    count('stale')
    return {'STALE', h[1] or ''}
end

local COUNTER = {crash = {'crashes', 7, 'crashes_max', 3}, nack = {'nacks', 8, 'nacks_max', 5}, release = {'releases', 9}}
local rule = COUNTER[kind]
local times = number(h[rule[2]], 0) + 1
count(rule[1])
redis.call('SADD', key('given'), id)
if rule[3] and times >= term(rule[3], rule[4]) then
    redis.call('HSET', job, 'state', 'out', 'outcome', 'dead', 'tok', '', 'gone_tok', token, 'finished', now, 'error', ARGV[8],
        rule[1], whole(times))
    put_out(id, 'lease')
    count('died')
    return {'DEAD'}
end
if kind == 'release' then
    redis.call('HSET', job, 'state', 'ready', 'tok', '', 'gone_tok', token, 'error', ARGV[8], rule[1], whole(times))
    move(id, 'lease', 'ready', h[6])
    wake('wake')
    return {'OK'}
end
local due = whole(now + math.min(300, 2 ^ times) * (0.5 + tonumber(ARGV[7])) * 1000)
redis.call('HSET', job, 'state', 'delayed', 'tok', '', 'gone_tok', token, 'due', due, 'error', ARGV[8], rule[1], whole(times))
move(id, 'lease', 'delayed', due)
return {'OK'}
