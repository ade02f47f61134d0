-- What a waterfall draws of each span of a trace, in the order of `model.search.SpanOutline`.
SELECT
    SpanId, ParentSpanId, SpanName, SpanKind, ServiceName,
    toUnixTimestamp64Nano(Timestamp) AS Start,
    Duration, StatusCode, Operation, Provider,
    if(RequestModel != '', RequestModel, ResponseModel) AS Model,
    InputTokens, OutputTokens, Cost, TimeToFirstChunk, ToolCalls,
    length(Events.Name) AS EventCount,
    length(Links.TraceId) AS LinkCount
FROM (
    $spans
)
ORDER BY Start, SpanId
LIMIT {limit:UInt32}
