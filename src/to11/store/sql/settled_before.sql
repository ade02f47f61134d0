-- Where the rows lie that traces have so far, if their spans do not all lie in one hour.
SELECT ProjectId, Hour, TraceId, {run:UInt64} AS Run, ReceivedAt, RetentionDays
FROM settled_traces FINAL
WHERE ProjectId = {project:String}
  AND (Hour, TraceId) IN (
      SELECT arrayJoin(Hours), TraceId
      FROM (
          SELECT TraceId, groupUniqArray(intDiv(Second, 3600)) AS Hours
          FROM trace_seconds
          WHERE ProjectId = {project:String} AND TraceId IN ($touched)
          GROUP BY TraceId
          HAVING length(Hours) > 1
      )
  )
