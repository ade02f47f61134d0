-- Spans by their seconds and ids (trace id and span id put together), each once, as received last.
SELECT *
FROM spans
WHERE ProjectId = {project:String}
  AND toUnixTimestamp(Timestamp) IN {seconds:Array(UInt32)}
  AND concat(TraceId, SpanId) IN {ids:Array(String)}
ORDER BY ReceivedAt DESC, Timestamp DESC
LIMIT 1 BY TraceId, SpanId
