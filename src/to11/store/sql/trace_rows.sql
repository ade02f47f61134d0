SELECT
    TraceId, Start, TraceDuration, ErrorCount, Name, Service, SpanCount,
    Services, Providers, Models, Operations, Environments, Sessions, Users,
    ToolCallCount, TraceInputTokens, TraceOutputTokens, TraceCost
FROM traces
WHERE 1$conditions
ORDER BY Start DESC, TraceId DESC
