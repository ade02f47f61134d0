-- The GenAI spans of some traces that count for totals, and about how long each is in bytes.
SELECT
    TraceId,
    SpanId,
    SpanStart,
    length(SpanProto) + arraySum(text -> length(text), mapValues(SpanAttributes)) AS Bytes
FROM told
WHERE Counts AND NOT has({silent:Array(String)}, Operation)
ORDER BY TraceId, SpanStart, SpanId
LIMIT {most:UInt32} BY TraceId
