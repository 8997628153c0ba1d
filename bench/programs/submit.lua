-- For wrk: submissions to /v1, each with a source of its own. Who is first writes where the numbers begin (ARG: a start).
-- Answers other than 201 are counted; the last line tells.
local next_number = 0
local thread_count = 0

function setup(thread)
    thread:set("number", thread_count * 10000000)
    thread:set("refused", 0)
    thread_count = thread_count + 1
    threads = threads or {}
    table.insert(threads, thread)
end

function init(arguments)
    number = number + tonumber(arguments[1] or "0")
    problem = arguments[2] or "sum"
end

function request()
    number = number + 1
    local source = string.format("#include <stdio.h>\\nint main(void) { return printf(\\\"%d\\\\n\\\"); }", number)
    local body = string.format('{"source":"%s","language":"c","problem":"%s"}', source, problem)
    return wrk.format("POST", "/v1/submissions", {["Content-Type"] = "application/json"}, body)
end

function response(status)
    if status ~= 201 then refused = refused + 1 end
end

function done(summary, latency)
    local all = 0
    for _, thread in ipairs(threads) do all = all + thread:get("refused") end
    io.write(string.format("RESULT requests=%d seconds=%.6f p50_ms=%.3f p99_ms=%.3f refused=%d errors=%d\n", summary.requests,
        summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, all,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
