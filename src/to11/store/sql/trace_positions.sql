SELECT TraceId, Start
FROM traces
WHERE Start >= {slice_start:Int64}
  AND Start < {slice_end:Int64}
  AND (Start, TraceId) < ({after_start:Int64}, {after_id:String})$conditions
ORDER BY Start DESC, TraceId DESC
LIMIT {limit:UInt32}
