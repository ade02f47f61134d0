SELECT TraceId
FROM touched_traces
WHERE ProjectId = {project:String}
  AND StoredAt > fromUnixTimestamp64Nano({after:Int64})
  AND StoredAt <= fromUnixTimestamp64Nano({until:Int64})
