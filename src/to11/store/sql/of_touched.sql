-- All spans of the traces that were given spans within a stretch of time, each once, as received last.
SELECT *
FROM (
    $touched
)
ORDER BY ReceivedAt DESC, Timestamp DESC
LIMIT 1 BY TraceId, SpanId
