-- The row of a trace that is settled.
SELECT $columns
FROM settled_traces FINAL
WHERE ProjectId = {project:String}
  AND (Hour, TraceId) IN (
      SELECT intDiv(Second, 3600), TraceId
      FROM trace_seconds
      WHERE ProjectId = {project:String} AND TraceId IN {trace_ids:Array(String)}
  )
  AND TraceId NOT IN (
      SELECT TraceId
      FROM touched_traces
      WHERE ProjectId = {project:String}
        AND StoredAt > (SELECT argMax(StoredAt, Run) FROM settled_until)
        AND TraceId IN {trace_ids:Array(String)}
  )
