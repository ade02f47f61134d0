-- What a trace is made of its spans; there is no other definition. Columns that a question does not ask for are not
-- computed, nor read.
WITH RECURSIVE
current AS (
    $spans
),
-- The ancestors of each GenAI span, with its operation. The depth is bounded, so a loop of parents ends.
above AS (
    SELECT TraceId, Operation, ParentSpanId AS AncestorId, 1 AS Depth
    FROM current
    WHERE Operation != '' AND ParentSpanId != '' AND ParentSpanId != SpanId
    UNION ALL
    SELECT above.TraceId, above.Operation, current.ParentSpanId AS AncestorId, above.Depth + 1 AS Depth
    FROM above
    INNER JOIN current ON current.TraceId = above.TraceId AND current.SpanId = above.AncestorId
    WHERE above.Depth < 64 AND current.ParentSpanId != ''
),
-- A GenAI span that has a GenAI descendant with the same operation counts for the tree, not for totals.
told AS (
    SELECT
        *,
        Operation != '' AND (TraceId, SpanId, Operation) NOT IN (
            SELECT TraceId, AncestorId, Operation FROM above
        ) AS Counts,
        toUnixTimestamp64Nano(Timestamp) AS SpanStart,
        SpanStart + toInt64(Duration) AS SpanEnd,
        (ParentSpanId != '', Timestamp, SpanId) AS Rank$words
    FROM current
),
computed AS (
    SELECT
        TraceId,
        min(SpanStart) AS Start,
        max(SpanEnd) - Start AS TraceDuration,
        count() AS SpanCount,
        countIf(StatusCode = 'Error') AS ErrorCount,
        argMin(SpanName, Rank) AS Name,
        argMin(ServiceName, Rank) AS Service,
        arraySort(groupUniqArrayIf(ServiceName, ServiceName != '')) AS Services,
        arraySort(groupUniqArrayIf(Provider, Provider != '')) AS Providers,
        arraySort(groupUniqArrayIf(if(RequestModel != '', RequestModel, ResponseModel) AS Model, Model != '')) AS Models,
        groupUniqArray(RequestModel) AS RequestModels,
        groupUniqArray(ResponseModel) AS ResponseModels,
        arraySort(groupUniqArrayIf(Operation, Operation != '')) AS Operations,
        arraySort(groupUniqArrayIf(Environment, Environment != '')) AS Environments,
        arraySort(groupUniqArrayIf(SessionId, SessionId != '')) AS Sessions,
        arraySort(groupUniqArrayIf(UserId, UserId != '')) AS Users,
        -- Models ask for calls and spans of tools are made of them: mostly both are told, and it is the same calls.
        greatest(
            sumIf(ToolCalls, Counts AND Operation != 'execute_tool'),
            sumIf(ToolCalls, Counts AND Operation = 'execute_tool')
        ) AS ToolCallCount,
        sumIf(told.InputTokens, Counts) AS TraceInputTokens,
        sumIf(told.OutputTokens, Counts) AS TraceOutputTokens,
        if(
            isNull(TraceInputTokens) AND isNull(TraceOutputTokens),
            NULL,
            toInt64(ifNull(TraceInputTokens, 0) + ifNull(TraceOutputTokens, 0))
        ) AS TraceTokens,
        sumIf(told.Cost, Counts) AS TraceCost,
        groupArrayIf(
            (
                Provider, if(RequestModel != '', RequestModel, ResponseModel), StatusCode = 'Error',
                told.InputTokens, told.OutputTokens, told.Cost, Duration
            ),
            Counts
        ) AS Calls,
        max(told.ReceivedAt) AS LastReceived,
        argMax(told.RetentionDays, told.ReceivedAt) AS KeptDays,
        toUInt8(0) AS Resent$found
    FROM told
    GROUP BY TraceId
)
