-- How much of a project is not settled, and how much of that may belong to traces that start at or after a time.
WITH (SELECT argMax(StoredAt, Run) FROM settled_until) AS Until
SELECT
    toUnixTimestamp64Nano(Until) AS Settled,
    sum(Spans) AS Touched,
    sumIf(Spans, Earliest >= {start:Int64}) AS Within,
    minIf(Earliest, Earliest >= {start:Int64}) AS First,
    max(Earliest) AS Last
FROM touched_traces
WHERE ProjectId = {project:String} AND StoredAt > Until
