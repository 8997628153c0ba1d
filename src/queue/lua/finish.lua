#!lua flags=allow-oom
-- id judging token result news. The last news come out with the result: told beside it (tell.lua), they could come after it.
local id, token = ARGV[2], ARGV[4]
local job = job_key(id)
local h = redis.call('HMGET', job, 'state', 'judging', 'tok', 'done_tok')
local is_stale = not h[1]
if not is_stale then
    if h[4] == token and h[2] == ARGV[3] then return {'OK', 'again'} end
    if h[1] ~= 'leased' then is_stale = true end -- check: state
    if h[2] ~= ARGV[3] then is_stale = true end -- check: judging
    if h[3] ~= token then is_stale = true end -- check: token
end
if is_stale then
    count('stale')
    return {'STALE', h[1] or ''}
end
redis.call('HSET', job, 'state', 'out', 'outcome', 'done', 'tok', '', 'done_tok', token, 'finished', now, 'result', ARGV[5],
    'news', ARGV[6] or '')
put_out(id, 'lease')
count('finished')
return {'OK'}
