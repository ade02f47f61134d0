SELECT max(Run) AS LastRun, toUnixTimestamp64Nano(argMax(StoredAt, Run)) AS Stored
FROM settled_until
