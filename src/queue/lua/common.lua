-- What stands in front of every script. KEYS[1] is the queue's :meta; all other keys share its prefix and hash tag, so
-- that they live in one slot and one access rule (~evx:{NAME}:*) covers them. ARGV[1] is the schema; a script's own
-- arguments begin at ARGV[2].
--
-- Rules: everything is checked before the first write (an error does not roll back); a job's hash is written by one
-- command, before the indexes, because it is the truth and the auditor mends the indexes by it; what may be sent twice
-- answers twice. A comment "check: NAME" at a line's end names a defence; the tests leave such lines out, one name at a
-- time, and must notice.
local meta = KEYS[1]
local root = string.sub(meta, 1, -5)
local function key(name) return root .. name end
local function job_key(id) return root .. 'job:' .. id end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local schema = redis.call('HGET', meta, 'schema')
if not schema then return {'UNCLAIMED'} end
if schema ~= ARGV[1] then return {'SCHEMA', schema} end

local INDEXES = {'ready', 'delayed', 'lease', 'out', 'dead'}
local INDEX_OF = {ready = 'ready', delayed = 'delayed', leased = 'lease', out = 'out', dead = 'dead', settled = ''}
local SETTLED_MS = 3600000
local DEAD_MS = 7 * 86400000

local function count(name, by) redis.call('HINCRBY', key('stats'), name, by or 1) end
local function number(text, otherwise) return tonumber(text or '') or otherwise end
local function term(name, otherwise) return number(redis.call('HGET', meta, name), otherwise) end
local function wake(name) redis.call('ZADD', key(name), 0, '1') end
local function whole(n) return string.format('%.0f', n) end

-- Take id out of one index and put it into another.
local function move(id, from, to, score)
    if from ~= to and from ~= '' then redis.call('ZREM', key(from), id) end
    if to ~= '' then redis.call('ZADD', key(to), score, id) end
end

-- What every finished, dead or cancelled job is told to the server by.
local function put_out(id, from)
    move(id, from, 'out', now)
    wake('outwake')
end
