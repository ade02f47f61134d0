SELECT *
FROM spans
WHERE ProjectId = {project:String}
  AND (toUnixTimestamp(Timestamp), TraceId) IN (
      SELECT Second, TraceId
      FROM trace_seconds
      WHERE ProjectId = {project:String} AND TraceId IN ($touched)
  )
