SELECT
    SessionId,
    min(Start) AS First,
    max(Start) AS Last,
    count() AS TraceCount,
    sum(SpanCount) AS Spans,
    countIf(ErrorCount > 0) AS Errors,
    arraySort(groupUniqArrayArray(Users)) AS SessionUsers,
    arraySort(groupUniqArrayArray(Models)) AS SessionModels,
    sum(TraceInputTokens) AS SessionInputTokens,
    sum(TraceOutputTokens) AS SessionOutputTokens,
    sum(TraceCost) AS SessionCost
FROM traces
ARRAY JOIN Sessions AS SessionId
WHERE empty({only:Array(String)}) OR has({only:Array(String)}, SessionId)
GROUP BY SessionId
HAVING (Last, SessionId) < ({at_start:Int64}, {at_id:String})
ORDER BY Last DESC, SessionId DESC
LIMIT {limit:UInt32}
