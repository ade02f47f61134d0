SELECT Kind, Value, count() AS Traces
FROM (
    SELECT arrayJoin(arrayConcat(
        arrayMap(value -> ('services', value), Services),
        arrayMap(value -> ('providers', value), Providers),
        arrayMap(value -> ('models', value), Models),
        arrayMap(value -> ('operations', value), Operations),
        arrayMap(value -> ('environments', value), Environments)
    )) AS Pair,
    Pair.1 AS Kind,
    Pair.2 AS Value
    FROM traces
)
GROUP BY Kind, Value
ORDER BY Kind, Traces DESC, Value
LIMIT {most:UInt32} BY Kind
