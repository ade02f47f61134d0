SELECT
    intDiv(Start, {bucket:Int64}) * {bucket:Int64} AS Bucket,
    count() AS Traces,
    countIf(ErrorCount > 0) AS Errors
FROM traces
WHERE Start >= {slice_start:Int64} AND Start < {slice_end:Int64}$conditions
GROUP BY Bucket
ORDER BY Bucket
