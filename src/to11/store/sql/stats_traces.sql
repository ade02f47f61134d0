SELECT
    intDiv(Start, {bucket:Int64}) * {bucket:Int64} AS Bucket,
    grouping(Bucket) AS IsTotal,
    count() AS Traces,
    countIf(ErrorCount > 0) AS Errors,
    sum(SpanCount) AS Spans,
    sum(TraceInputTokens) AS InTokens,
    sum(TraceOutputTokens) AS OutTokens,
    sum(TraceCost) AS Costs,
    quantilesExactInclusive(0.5, 0.95)(TraceDuration) AS Quantiles
FROM traces
GROUP BY ROLLUP(Bucket)
ORDER BY IsTotal, Bucket
