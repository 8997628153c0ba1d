#!lua flags=allow-oom
-- id judging token result news. The news are for whoever listens (tell.lua), and no reason to fail.
local id, token = ARGV[2], ARGV[4]
local job = job_key(id)
local h = redis.call('HMGET', job, 'state', 'judging', 'tok', 'done_tok', 'wid')
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
redis.call('HSET', job, 'state', 'out', 'outcome', 'done', 'tok', '', 'done_tok', token, 'finished', now, 'result', ARGV[5])
put_out(id, 'lease')
count('finished')
if (ARGV[6] or '') ~= '' then redis.pcall('PUBLISH', key('news'), news_text(id, ARGV[3], h[5] or '', ARGV[6])) end
return {'OK'}
