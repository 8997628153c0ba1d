#!lua flags=allow-oom
-- id judging
local id = ARGV[2]
local job = job_key(id)
local h = redis.call('HMGET', job, 'state', 'judging', 'outcome')
if not h[1] then return {'UNKNOWN'} end
if h[2] ~= ARGV[3] then return {'STALE', h[1]} end -- check: judging
if h[1] == 'out' and h[3] == 'cancelled' then return {'OK', 'again'} end
if h[1] == 'out' or h[1] == 'settled' or h[1] == 'dead' then return {'STALE', h[1]} end -- check: state
redis.call('HSET', job, 'state', 'out', 'outcome', 'cancelled', 'tok', '', 'finished', now)
put_out(id, INDEX_OF[h[1]])
count('cancelled')
return {'OK'}
