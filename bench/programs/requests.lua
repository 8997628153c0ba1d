-- For wrk: requests of one kind, as many as it can. "get": the address given. "v1", "judge0": submissions to that API, each with a source
-- of its own. Answers other than expected are counted; the last line tells. Arguments: KIND, and with "v1" a problem.
local kinds = {
    get = {expected = 200},
    v1 = {expected = 201, path = "/v1/submissions", body = '{"source":"%s","language":"c","problem":"%s"}'},
    judge0 = {expected = 201, path = "/submissions", body = '{"source_code":"%s","language_id":50,"stdin":"%s"}'},
}
local threads = {}

function setup(thread)
    thread:set("number", #threads * 10000000)
    thread:set("refused", 0)
    table.insert(threads, thread)
end

function init(arguments)
    kind = kinds[arguments[1]]
    problem = arguments[2] or ""
end

function request()
    if not kind.body then return wrk.format() end
    number = number + 1
    local source = string.format("#include <stdio.h>\\nint main(void) { return printf(\\\"%d\\\\n\\\"); }", number)
    return wrk.format("POST", kind.path, {["Content-Type"] = "application/json"}, string.format(kind.body, source, problem))
end

function response(status)
    if status ~= kind.expected then refused = refused + 1 end
end

function done(summary, latency)
    local all = 0
    for _, thread in ipairs(threads) do all = all + thread:get("refused") end
    io.write(string.format("RESULT requests=%d seconds=%.6f p50_ms=%.3f p99_ms=%.3f refused=%d errors=%d\n", summary.requests,
        summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, all,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
