-- One span of a trace, as received last.
SELECT *
FROM spans
WHERE ProjectId = {project:String}
  AND (toUnixTimestamp(Timestamp), TraceId) IN (
      SELECT Second, TraceId
      FROM trace_seconds
      WHERE ProjectId = {project:String} AND TraceId IN {trace_ids:Array(String)}
  )
  AND SpanId = {span_id:String}
ORDER BY ReceivedAt DESC, Timestamp DESC
LIMIT 1
