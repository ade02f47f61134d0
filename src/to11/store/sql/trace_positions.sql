SELECT TraceId, Start
FROM traces
WHERE (Start, TraceId) < ({at_start:Int64}, {at_id:String})
ORDER BY Start DESC, TraceId DESC
LIMIT {limit:UInt32}
