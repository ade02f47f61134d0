-- When the newest span of a window starts; read off the end of the sort key.
SELECT toUnixTimestamp64Nano(Timestamp) AS Start
FROM spans
WHERE ProjectId = {project:String}
  AND Timestamp >= fromUnixTimestamp64Nano({slice_start:Int64})
  AND Timestamp < fromUnixTimestamp64Nano({slice_end:Int64})
ORDER BY toUnixTimestamp(Timestamp) DESC
LIMIT 1
