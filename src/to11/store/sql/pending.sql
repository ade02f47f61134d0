-- What came in after a point, oldest first.
SELECT toUnixTimestamp64Nano(StoredAt) AS Stored, ProjectId, sum(Spans) AS Touched
FROM touched_traces
WHERE StoredAt > fromUnixTimestamp64Nano({after:Int64}) AND StoredAt <= fromUnixTimestamp64Nano({until:Int64})
GROUP BY StoredAt, ProjectId
ORDER BY StoredAt
LIMIT {limit:UInt32}
