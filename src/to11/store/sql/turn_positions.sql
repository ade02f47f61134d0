-- The traces of a session on one side of a place.
SELECT TraceId, Start
FROM traces
WHERE has(Sessions, {session:String})
  AND (Start, TraceId) $side ({at_start:Int64}, {at_id:String})
ORDER BY Start $direction, TraceId $direction
LIMIT {limit:UInt32}
