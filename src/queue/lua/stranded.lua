#!lua flags=allow-oom
-- most. Jobs for one worker only stand in :only besides, by when that worker was last seen fit to take them. One whose
-- worker is away for a while, or has not its language, is dead: nobody else may judge it.
local most, GONE_MS = tonumber(ARGV[2]), term('lease_ms', 30000)

local fit -- by id and by name: the languages of workers that may fetch
local function find(only)
    if not fit then
        fit = {}
        for _, id in ipairs(redis.call('ZREVRANGE', key('workers'), 0, 999)) do
            local h = redis.call('HMGET', key('worker:' .. id), 'name', 'langs', 'beat', 'drain', 'refuse')
            if now - number(h[3], 0) < GONE_MS and h[4] ~= '1' and (h[5] or '') == '' then
                fit[id] = h[2] or ''
                fit[h[1]] = fit[h[1]] or fit[id]
            end
        end
    end
    return fit[only]
end

local died = 0
local function give_up(id, state, why)
    redis.call('HSET', job_key(id), 'state', 'out', 'outcome', 'dead', 'tok', '', 'finished', now, 'error', why)
    put_out(id, INDEX_OF[state])
    redis.call('ZREM', key('only'), id)
    count('died')
    died = died + 1
end

local function look(id, seen)
    local h = redis.call('HMGET', job_key(id), 'state', 'only', 'lang')
    if h[1] == 'leased' then return end -- and may come back
    if (h[1] ~= 'ready' and h[1] ~= 'delayed') or (h[2] or '') == '' then
        redis.call('ZREM', key('only'), id)
        return
    end
    local languages, language = find(h[2]), h[3] or ''
    local lacks = languages and languages ~= '' and language ~= '' and
        string.find(languages, ',' .. language .. ',', 1, true) == nil
    if lacks then
        give_up(id, h[1], 'it is for worker ' .. h[2] .. ' alone, which has no ' .. language)
    elseif languages or seen > now then
        if math.abs(now - seen) > GONE_MS / 6 then redis.call('ZADD', key('only'), now, id) end
    elseif now - seen > GONE_MS then
        give_up(id, h[1], 'it is for worker ' .. h[2] .. ' alone, which is gone, or takes nothing')
    end
end

local found = redis.call('ZRANGE', key('only'), 0, most - 1, 'WITHSCORES')
for i = 1, #found, 2 do look(found[i], tonumber(found[i + 1])) end
return {'OK', whole(died)}
