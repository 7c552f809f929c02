-- wrk script: hybrid searches from a file of queries, one a line (QUERIES), in an order of its own for each thread.
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

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("%d requests, %.0f/s, p50 %.2f ms, p99 %.2f ms, max %.1f ms, errors %d, not 200 %d\n",
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
