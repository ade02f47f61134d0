SELECT _partition_id AS Partition
FROM touched_traces
GROUP BY Partition
HAVING toUnixTimestamp64Nano(max(StoredAt)) < {before:Int64}
