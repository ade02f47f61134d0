-- Traces of which some span, by itself or together with others, holds all that is asked for.
SELECT TraceId
FROM (
    SELECT TraceId$held
    FROM spans
    WHERE ProjectId = {project:String}
      AND Timestamp >= fromUnixTimestamp64Nano({slice_start:Int64})
      AND Timestamp < fromUnixTimestamp64Nano({scan_end:Int64})
      AND ($any)$among
)
GROUP BY TraceId
HAVING $all
