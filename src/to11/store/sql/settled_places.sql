-- Where settled traces lie that may meet a filter, newest first. Rows of earlier runs are among them: whether a trace meets
-- it, its last row tells.
SELECT Hour, TraceId
FROM settled_traces
WHERE ProjectId = {project:String}
  AND Hour >= intDiv({slice_start:Int64}, 3600000000000)
  AND Hour <= intDiv({slice_end:Int64}, 3600000000000)
  AND Start >= {slice_start:Int64}
  AND Start < {slice_end:Int64}
  AND (Start, TraceId) < ({at_start:Int64}, {at_id:String})$conditions
ORDER BY Start DESC, TraceId DESC
LIMIT {most:UInt32}
