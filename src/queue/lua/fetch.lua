#!lua
-- protocol worker request token languages (",c,cpp,", "" for all)
local protocol, worker_id, request, token, languages = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local low, high = term('proto_min', 1), term('proto_max', 1)
if protocol < low or protocol > high then return {'UPGRADE', whole(low), whole(high)} end

local function grant(id)
    local h = redis.call('HMGET', job_key(id), 'judging', 'tok', 'user', 'lang', 'rev', 'hard_ms', 'attempts', 'crashes', 'nacks',
        'releases', 'queued', 'src')
    local answer = {'OK', id}
    for i = 1, 12 do answer[i + 2] = h[i] or '' end
    answer[15] = redis.call('HGET', meta, 'server_url') or ''
    return answer
end

-- A lost answer must not strand its job: the same request is answered with the same job.
local worker = key('worker:' .. worker_id)
local seen = redis.call('HMGET', worker, 'request', 'job', 'drain', 'langs', 'refuse', 'name')
if seen[1] == request and seen[2] then
    local h = redis.call('HMGET', job_key(seen[2]), 'state', 'req')
    if h[1] == 'leased' and h[2] == request then return grant(seen[2]) end
end
if seen[3] == '1' then return {'DRAINING'} end
if seen[4] ~= languages then
    redis.call('HSET', worker, 'langs', languages)
    redis.call('PEXPIRE', worker, 4 * term('lease_ms', 30000))
end
if seen[5] and seen[5] ~= '' then return {'REFUSED'} end

-- Whom the server has not compared with the others yet waits, but not for ever: the server may be away.
local compare_ms = term('compare_ms', 0)
if not seen[5] and compare_ms > 0 then
    redis.call('HSETNX', worker, 'asked', now)
    local waited = now - number(redis.call('HGET', worker, 'asked'), 0)
    if waited >= 0 and waited < compare_ms then return {'REFUSED'} end
end
if redis.call('HGET', meta, 'paused') == '1' then return {'PAUSED'} end
if redis.call('ZCARD', key('out')) >= term('out_max', 10000) then return {'HOLD'} end

-- Delayed jobs that are due, or that would be due only after a jump of the clock.
local function promote(ids)
    for _, id in ipairs(ids) do
        local h = redis.call('HMGET', job_key(id), 'state', 'score')
        if h[1] == 'delayed' then
            redis.call('HSET', job_key(id), 'state', 'ready')
            move(id, 'delayed', 'ready', h[2])
        else
            redis.call('ZREM', key('delayed'), id)
            count('repairs')
        end
    end
end
promote(redis.call('ZRANGEBYSCORE', key('delayed'), '-inf', now, 'LIMIT', 0, 100))
promote(redis.call('ZRANGEBYSCORE', key('delayed'), now + 900000, '+inf', 'LIMIT', 0, 100))

local function has(list, language)
    return list == '' or language == '' or string.find(list, ',' .. language .. ',', 1, true) ~= nil
end

-- Is there a live worker that has this language? Looked up once, and only for jobs that have waited for long.
local lists
local function is_for_another(language)
    if not lists then
        lists = {}
        for _, id in ipairs(redis.call('ZREVRANGE', key('workers'), 0, 999)) do
            local h = redis.call('HMGET', key('worker:' .. id), 'langs', 'beat', 'drain', 'refuse')
            if h[1] and h[2] and h[3] ~= '1' and (h[4] or '') == '' then lists[#lists + 1] = h[1] end
        end
    end
    for _, list in ipairs(lists) do
        if has(list, language) then return true end
    end
    return false
end

-- What nobody can judge must not stand in front of the rest for ever: after a while any worker gets it, says that it is
-- unable, and after some of that the job is dead.
local NOBODYS_MS = 900000
local function is_for_us(language, queued, only)
    if only and only ~= '' then return (only == worker_id or only == seen[6]) and has(languages, language) end
    return has(languages, language) or (now - number(queued, now) > NOBODYS_MS and not is_for_another(language))
end

-- The first of these that is for us; *gone* counts index entries without a job, which are dropped.
local function take(ids)
    local gone = 0
    for _, id in ipairs(ids) do
        local h = redis.call('HMGET', job_key(id), 'state', 'lang', 'attempts', 'queued', 'only')
        if h[1] ~= 'ready' then
            redis.call('ZREM', key('ready'), id)
            gone = gone + 1
        elseif is_for_us(h[2], h[4], h[5]) then
            redis.call('HSET', job_key(id), 'state', 'leased', 'tok', token, 'wid', worker_id, 'req', request, 'hb', now, 'started',
                now, 'attempts', whole(number(h[3], 0) + 1))
            return id, gone
        end
    end
    return nil, gone
end

-- Nearly always one of the first few.
local LOOKED_AT, found = 1024, nil
local at, page = 0, 16
while not found and at < LOOKED_AT do
    local ids = redis.call('ZRANGE', key('ready'), at, at + page - 1)
    local gone
    found, gone = take(ids)
    if gone > 0 then count('repairs', gone) end
    if #ids < page then break end
    at = at + page - gone
    page = LOOKED_AT / 4
end
if not found then return {'EMPTY'} end
move(found, 'ready', 'lease', now + term('lease_ms', 30000))
redis.call('HSET', worker, 'request', request, 'job', found)
redis.call('PEXPIRE', worker, 4 * term('lease_ms', 30000))
count('fetched')
if redis.call('ZCARD', key('ready')) > 0 then wake('wake') end
return grant(found)
