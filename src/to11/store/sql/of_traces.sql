-- All spans of some traces, each once, as received last, whatever their times.
SELECT *
FROM spans
WHERE ProjectId = {project:String}
  AND (toUnixTimestamp(Timestamp), TraceId) IN (
      SELECT Second, TraceId
      FROM trace_seconds
      WHERE ProjectId = {project:String} AND TraceId IN {trace_ids:Array(String)}
  )
ORDER BY ReceivedAt DESC, Timestamp DESC
LIMIT 1 BY TraceId, SpanId
