SELECT
    TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, StatusCode, StatusMessage,
    toUnixTimestamp64Nano(Timestamp) AS Start,
    Duration,
    toUnixTimestamp64Nano(ReceivedAt) AS Received,
    Operation, Provider, RequestModel, ResponseModel,
    InputTokens, OutputTokens, CacheReadTokens, CacheWriteTokens, ReasoningTokens,
    Cost, TimeToFirstChunk, ToolCalls, SessionId, ConversationId, UserId, Environment, ErrorType,
    ResourceProto, ResourceSchemaUrl, ScopeProto, ScopeSchemaUrl, SpanProto, ElidedKeys, SpanAttributes
FROM (
    $spans
)
