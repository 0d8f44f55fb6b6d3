-- wrk: new clients, each under a key of its own.
-- Must never: send the same key twice.
-- Read next: tests/bench/bench.mjs.
local n = 0
local body = os.getenv("BENCH_BODY")
wrk.headers["Cookie"] = os.getenv("BENCH_COOKIE")
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function init()
    math.randomseed(os.time() + tonumber(tostring({}):match("0x%x+") or 0) % 1000000)
end

function request()
    n = n + 1
    local key = string.format("%08x-%04x-4%03x-8%03x-%012x", math.random(0, 0x7fffffff),
        math.random(0, 0xffff), math.random(0, 0xfff), math.random(0, 0xfff), n)
    return wrk.format("POST", "/clients/new", nil, body .. "&family=Bench" .. n .. "&key=" .. key)
end
