SELECT
    Call.1 AS Provider,
    Call.2 AS Model,
    count() AS Calls,
    sum(Call.3) AS Errors,
    sum(Call.4) AS InTokens,
    sum(Call.5) AS OutTokens,
    sum(Call.6) AS Costs,
    quantilesExactInclusive(0.5, 0.95)(Call.7) AS Quantiles
FROM traces
ARRAY JOIN traces.Calls AS Call
GROUP BY Provider, Model
ORDER BY Calls DESC, Provider, Model
