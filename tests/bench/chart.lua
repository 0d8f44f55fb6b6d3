-- wrk: charts of random clients, or one page.
-- Must never: take a refusal for a page.
-- Read next: tests/bench/bench.mjs.
local ids = {}
local path = os.getenv("BENCH_PATH")
for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
wrk.headers["Cookie"] = os.getenv("BENCH_COOKIE")

function request()
    return wrk.format("GET", path ~= "" and path or "/clients/" .. ids[math.random(#ids)])
end
