-- wrk script: hybrid searches from a file of queries, one a line (QUERIES), each thread beginning at a place of its own.
-- LIMIT results each (default 50); at most RATE requests a second from CONNECTIONS connections, where given.
--
--   QUERIES=queries.txt wrk -t1 -c16 -d10 -s Benchmarks/load/mixed.lua http://127.0.0.1:8080
--   QUERIES=queries.txt RATE=2500 CONNECTIONS=16 wrk -t1 -c16 -d600 -s Benchmarks/load/mixed.lua http://127.0.0.1:8080
local queries = {}
for line in io.lines(os.getenv("QUERIES")) do
  queries[#queries + 1] = line:gsub("[^%w%-_.~]", function(c) return string.format("%%%02X", string.byte(c)) end)
end
local limit = os.getenv("LIMIT") or "50"
local at = 0

function init()
  math.randomseed(os.time() + tonumber(tostring(queries):match("0x(%x+)"), 16) % 100000)
  at = math.random(#queries)
end

function request()
  at = at % #queries + 1
  return wrk.format("GET", "/v1/search?limit=" .. limit .. "&q=" .. queries[at])
end

local rate = tonumber(os.getenv("RATE") or "0")
if rate > 0 then
  -- Milliseconds between the requests of one connection, a little more or less, so that they do not march in step.
  local pause = 1000 * tonumber(os.getenv("CONNECTIONS") or "16") / rate
  function delay() return math.floor(pause * (0.5 + math.random()) + 0.5) end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("%d requests, %.0f/s, p50 %.2f ms, p99 %.2f ms, max %.1f ms, errors %d, not 200 %d\n",
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
