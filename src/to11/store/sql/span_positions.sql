SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp) AS Start
FROM (
    $spans
)
WHERE Start >= {slice_start:Int64}
  AND Start < {slice_end:Int64}
  AND (Start, concat(TraceId, SpanId)) < ({after_start:Int64}, {after_id:String})$conditions
ORDER BY Start DESC, TraceId DESC, SpanId DESC
LIMIT {limit:UInt32}
