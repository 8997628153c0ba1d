#!lua flags=allow-oom
-- "jobs" id...: each stands in exactly the index of its state, and expires only when it is over
-- "index" NAME id...: each has a hash
-- "counts": what was submitted is here, settled or lost
local what, repairs = ARGV[2], 0

local function drop(id)
    for _, name in ipairs(INDEXES) do redis.call('ZREM', key(name), id) end
    redis.call('SREM', key('given'), id)
end

local function score_in(name, h)
    if name == 'ready' then return h[2] end
    if name == 'delayed' then return h[3] end
    if name == 'lease' then return now + term('lease_ms', 30000) end
    return number(h[4], now)
end

local function mend_expiry(id, state)
    local is_over = state == 'settled' or state == 'dead'
    local expiry = redis.call('PTTL', job_key(id))
    if is_over == (expiry ~= -1) then return end
    repairs = repairs + 1
    if is_over then
        redis.call('PEXPIRE', job_key(id), state == 'dead' and DEAD_MS or SETTLED_MS)
    else
        redis.call('PERSIST', job_key(id))
    end
end

local function mend_indexes(id, wanted, h)
    for _, name in ipairs(INDEXES) do
        local score = redis.call('ZSCORE', key(name), id)
        if name == wanted and not score then
            redis.call('ZADD', key(name), score_in(name, h), id)
            repairs = repairs + 1
        elseif name ~= wanted and score then
            redis.call('ZREM', key(name), id)
            repairs = repairs + 1
        end
    end
end

local function look(id)
    local h = redis.call('HMGET', job_key(id), 'state', 'score', 'due', 'finished', 'judging')
    local wanted = h[1] and INDEX_OF[h[1]]
    local is_whole = wanted and h[5] and tonumber(h[2] or '') and (wanted ~= 'delayed' or tonumber(h[3] or ''))
    if is_whole then
        mend_indexes(id, wanted, h)
        mend_expiry(id, h[1])
        return
    end
    redis.call('DEL', job_key(id)) -- the server submits it again
    drop(id)
    repairs = repairs + 1
end

if what == 'jobs' then
    for i = 3, #ARGV do
        if redis.call('EXISTS', job_key(ARGV[i])) == 1 then look(ARGV[i]) end
    end
elseif what == 'index' then
    for i = 4, #ARGV do
        if redis.call('EXISTS', job_key(ARGV[i])) == 0 and redis.call('ZSCORE', key(ARGV[3]), ARGV[i]) then
            drop(ARGV[i])
            -- The hash of a dead job expires in time; any other was lost.
            if ARGV[3] ~= 'dead' then repairs = repairs + 1 end
        end
    end
else
    local s = redis.call('HMGET', key('stats'), 'submitted', 'settled', 'lost')
    local here = 0
    for _, name in ipairs({'ready', 'delayed', 'lease', 'out'}) do here = here + redis.call('ZCARD', key(name)) end
    local difference = number(s[1], 0) - number(s[2], 0) - number(s[3], 0) - here
    if difference ~= 0 then count('lost', difference) end
    if here > 0 then
        wake('wake')
        wake('outwake')
    end
    local fair = redis.call('HGETALL', key('fair'))
    for i = 1, #fair, 2 do
        if number(fair[i + 1], 0) < now then redis.call('HDEL', key('fair'), fair[i]) end
    end
end
if repairs > 0 then count('repairs', repairs) end
return {'OK', whole(repairs)}
