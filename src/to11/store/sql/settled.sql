-- Traces that are settled, and meet a filter.
SELECT $columns
FROM settled_traces FINAL
WHERE ProjectId = {project:String}
  AND Hour >= intDiv({slice_start:Int64}, 3600000000000)
  AND Hour <= intDiv({slice_end:Int64}, 3600000000000)
  AND Start >= {slice_start:Int64}
  AND Start < {slice_end:Int64}$conditions
