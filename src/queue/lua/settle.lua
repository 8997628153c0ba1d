#!lua flags=allow-oom
-- id judging. The server has it on its disk.
local id = ARGV[2]
local job = job_key(id)
local h = redis.call('HMGET', job, 'state', 'judging', 'outcome')
if not h[1] then return {'UNKNOWN'} end
if h[2] ~= ARGV[3] then return {'STALE', h[1]} end -- check: judging
if h[1] == 'settled' or h[1] == 'dead' then return {'OK', 'again'} end
if h[1] ~= 'out' then return {'STALE', h[1]} end -- check: state
local is_dead = h[3] == 'dead'
redis.call('HSET', job, 'state', is_dead and 'dead' or 'settled', 'src', '', 'result', '')
move(id, 'out', is_dead and 'dead' or '', now)
redis.call('PEXPIRE', job, is_dead and DEAD_MS or SETTLED_MS)
redis.call('SREM', key('given'), id)
count('settled')
return {'OK'}
