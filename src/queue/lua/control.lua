#!lua flags=allow-oom
-- "paused" 0|1, "draining" 0|1, "drain" 0|1 worker, "refuse" why|"" worker
if ARGV[2] == 'paused' or ARGV[2] == 'draining' then
    redis.call('HSET', meta, ARGV[2], ARGV[3])
    if ARGV[3] == '0' then wake('wake') end
    return {'OK'}
end
local worker = key('worker:' .. ARGV[4])
if redis.call('EXISTS', worker) == 0 then return {'UNKNOWN'} end
redis.call('HSET', worker, ARGV[2], ARGV[3])
return {'OK'}
