SELECT
    {project:String} AS ProjectId,
    toUInt32(intDiv(Start, 3600000000000)) AS Hour,
    {run:UInt64} AS Run,
    toUInt8(0) AS Gone,
    LastReceived AS ReceivedAt,
    KeptDays AS RetentionDays,
    toUInt8(TraceId IN (
        SELECT TraceId
        FROM (
            $touched
        )
        GROUP BY TraceId, SpanId
        HAVING count() > 1
    )) AS Resent,
    $columns
FROM computed
