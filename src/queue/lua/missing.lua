#!lua flags=no-writes
-- id judging, id judging ...
local answer = {'OK'}
for i = 2, #ARGV - 1, 2 do
    local judging = redis.call('HGET', job_key(ARGV[i]), 'judging')
    answer[#answer + 1] = (judging and number(judging, 0) >= tonumber(ARGV[i + 1])) and '0' or '1'
end
return answer
