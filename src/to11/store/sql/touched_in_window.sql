-- The spans of traces that are not settled, which start within a stretch of time, each once, as received last.
SELECT *
FROM spans
WHERE ProjectId = {project:String}
  AND Timestamp >= fromUnixTimestamp64Nano({scan_start:Int64})
  AND Timestamp < fromUnixTimestamp64Nano({scan_end:Int64})
  AND TraceId IN ($touched)
ORDER BY ReceivedAt DESC, Timestamp DESC
LIMIT 1 BY TraceId, SpanId
