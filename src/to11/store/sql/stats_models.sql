SELECT
    Provider,
    if(RequestModel != '', RequestModel, ResponseModel) AS Model,
    count() AS Calls,
    countIf(StatusCode = 'Error') AS Errors,
    sum(InputTokens) AS InTokens,
    sum(OutputTokens) AS OutTokens,
    sum(Cost) AS Costs,
    quantilesExactInclusive(0.5, 0.95)(Duration) AS Quantiles
FROM told
WHERE Counts
  AND TraceId IN (
      SELECT TraceId
      FROM traces
      WHERE Start >= {slice_start:Int64} AND Start < {slice_end:Int64}$conditions
  )
GROUP BY Provider, Model
ORDER BY Calls DESC, Provider, Model
