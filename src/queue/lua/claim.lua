#!lua flags=allow-oom
-- uuid schema run_id, then names and values of terms. Without the common part: it makes what that asks for.
local meta = KEYS[1]
local had = redis.call('HMGET', meta, 'uuid', 'schema', 'run_id')
if had[1] and had[1] ~= ARGV[1] then return {'TAKEN', had[1]} end
if had[2] and had[2] ~= ARGV[2] then return {'SCHEMA', had[2]} end
local fields = {'uuid', ARGV[1], 'schema', ARGV[2], 'run_id', ARGV[3]}
for i = 4, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', meta, unpack(fields))
return {'OK', had[3] or ''}
