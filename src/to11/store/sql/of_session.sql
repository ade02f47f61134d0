-- All spans of the traces in which some span names a session, each once, as received last, whatever their times.
SELECT *
FROM spans
WHERE ProjectId = {project:String}
  AND (toUnixTimestamp(Timestamp), TraceId) IN (
      SELECT Second, TraceId
      FROM trace_seconds
      WHERE ProjectId = {project:String} AND TraceId IN (
          SELECT TraceId FROM spans WHERE ProjectId = {project:String} AND SessionId = {session:String}
      )
  )
ORDER BY ReceivedAt DESC, Timestamp DESC
LIMIT 1 BY TraceId, SpanId
