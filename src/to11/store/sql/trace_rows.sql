SELECT
    TraceId, Start, TraceDuration, ErrorCount, Name, Service, SpanCount,
    Services, Providers, Models, Operations, Environments, Sessions, Users,
    ToolCallCount, TraceInputTokens, TraceOutputTokens, TraceCost, Resent
FROM traces
WHERE (Start, TraceId) $side ({at_start:Int64}, {at_id:String})
ORDER BY Start $direction, TraceId $direction
LIMIT {limit:UInt32}
