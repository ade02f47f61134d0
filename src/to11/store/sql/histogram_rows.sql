SELECT
    intDiv(Start, {bucket:Int64}) * {bucket:Int64} AS Bucket,
    count() AS Traces,
    countIf(ErrorCount > 0) AS Errors
FROM traces
GROUP BY Bucket
ORDER BY Bucket
