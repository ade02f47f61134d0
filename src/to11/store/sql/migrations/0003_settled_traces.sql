-- Spans anew, as partitions cannot be changed: they are kept for as long as their project wishes, and come with the time at
-- which they were stored. What earlier tables hold is brought over by `moves`.
-- Parts of one partition are all kept for the same time, so that they are dropped as a whole. 0 days stands for the
-- deployment's own retention, which is a setting. Granules are small, since a trace is a few rows here and a few there.
CREATE TABLE IF NOT EXISTS spans (
    ProjectId LowCardinality(String) CODEC(ZSTD(1)),
    ReceivedAt DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    StoredAt DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    RetentionDays UInt16 CODEC(ZSTD(1)),

    Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    TraceId String CODEC(ZSTD(1)),
    SpanId String CODEC(ZSTD(1)),
    ParentSpanId String CODEC(ZSTD(1)),
    TraceState String CODEC(ZSTD(1)),
    SpanName LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    ScopeName String CODEC(ZSTD(1)),
    ScopeVersion String CODEC(ZSTD(1)),
    SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    Duration UInt64 CODEC(ZSTD(1)),
    StatusCode LowCardinality(String) CODEC(ZSTD(1)),
    StatusMessage String CODEC(ZSTD(1)),
    `Events.Timestamp` Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    `Events.Name` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `Events.Attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    `Links.TraceId` Array(String) CODEC(ZSTD(1)),
    `Links.SpanId` Array(String) CODEC(ZSTD(1)),
    `Links.TraceState` Array(String) CODEC(ZSTD(1)),
    `Links.Attributes` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),

    Operation LowCardinality(String) CODEC(ZSTD(1)),
    Provider LowCardinality(String) CODEC(ZSTD(1)),
    RequestModel LowCardinality(String) CODEC(ZSTD(1)),
    ResponseModel LowCardinality(String) CODEC(ZSTD(1)),
    InputTokens Nullable(UInt64) CODEC(ZSTD(1)),
    OutputTokens Nullable(UInt64) CODEC(ZSTD(1)),
    CacheReadTokens Nullable(UInt64) CODEC(ZSTD(1)),
    CacheWriteTokens Nullable(UInt64) CODEC(ZSTD(1)),
    ReasoningTokens Nullable(UInt64) CODEC(ZSTD(1)),
    Cost Nullable(Float64) CODEC(ZSTD(1)),
    TimeToFirstChunk Nullable(Float64) CODEC(ZSTD(1)),
    ToolCalls UInt32 CODEC(ZSTD(1)),
    SessionId String CODEC(ZSTD(1)),
    ConversationId String CODEC(ZSTD(1)),
    UserId String CODEC(ZSTD(1)),
    Environment LowCardinality(String) CODEC(ZSTD(1)),
    ErrorType LowCardinality(String) CODEC(ZSTD(1)),

    ResourceProto LowCardinality(String) CODEC(ZSTD(1)),
    ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    ScopeProto LowCardinality(String) CODEC(ZSTD(1)),
    ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
    SpanProto String CODEC(ZSTD(1)),
    ElidedKeys Array(LowCardinality(String)) CODEC(ZSTD(1)),

    INDEX TraceIdBloom TraceId TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(ReceivedAt)
PARTITION BY (RetentionDays, toDate(ReceivedAt))
ORDER BY (ProjectId, toUnixTimestamp(Timestamp), TraceId, SpanId)
TTL toDateTime(ReceivedAt) + toIntervalDay(if(RetentionDays = 0, 60, RetentionDays))
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1, index_granularity = 2048;

-- Where a trace's spans lie in the sort key of `spans`: reading a trace by its id then touches only its own granules,
-- however long the trace and however odd its times. A partition is a week, as each one costs a look of every such read.
CREATE TABLE IF NOT EXISTS trace_seconds (
    ProjectId LowCardinality(String) CODEC(ZSTD(1)),
    TraceId String CODEC(ZSTD(1)),
    Second UInt32 CODEC(ZSTD(1)),
    ReceivedAt DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    RetentionDays UInt16 CODEC(ZSTD(1)),

    INDEX TraceIdBloom TraceId TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(ReceivedAt)
PARTITION BY (RetentionDays, toMonday(ReceivedAt))
ORDER BY (ProjectId, TraceId, Second)
TTL toDateTime(ReceivedAt) + toIntervalDay(if(RetentionDays = 0, 60, RetentionDays))
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1, index_granularity = 1024,
    min_age_to_force_merge_seconds = 86400, min_age_to_force_merge_on_partition_only = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS trace_seconds_feed TO trace_seconds AS
SELECT ProjectId, TraceId, toUnixTimestamp(Timestamp) AS Second, max(spans.ReceivedAt) AS ReceivedAt, RetentionDays
FROM spans
GROUP BY ProjectId, TraceId, Second, RetentionDays;

-- Which traces were given spans when. What was stored after the point that `settled_until` names is not settled yet.
CREATE TABLE IF NOT EXISTS touched_traces (
    ProjectId LowCardinality(String) CODEC(ZSTD(1)),
    StoredAt DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    TraceId String CODEC(ZSTD(1)),
    Earliest Int64 CODEC(Delta(8), ZSTD(1)),
    Spans UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toStartOfTenMinutes(StoredAt)
ORDER BY (ProjectId, StoredAt, TraceId)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS touched_traces_feed TO touched_traces AS
SELECT ProjectId, StoredAt, TraceId, min(toUnixTimestamp64Nano(Timestamp)) AS Earliest, count() AS Spans
FROM spans
GROUP BY ProjectId, StoredAt, TraceId;

CREATE TABLE IF NOT EXISTS settled_until (
    Run UInt64,
    StoredAt DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(Run)
ORDER BY tuple()
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Traces as `traces.sql` tells them of their spans, worked out once they have come in: one row each, and all that lists and
-- figures need. `Run` tells which row of a trace is the last. A row that is `Gone` says that the trace starts in
-- another hour now. `Resent` traces had spans that were stored in several versions.
CREATE TABLE IF NOT EXISTS settled_traces (
    ProjectId LowCardinality(String) CODEC(ZSTD(1)),
    Hour UInt32 CODEC(Delta(4), ZSTD(1)),
    TraceId String CODEC(ZSTD(1)),
    Run UInt64 CODEC(Delta(8), ZSTD(1)),
    Gone UInt8 CODEC(ZSTD(1)),
    ReceivedAt DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    RetentionDays UInt16 CODEC(ZSTD(1)),
    Resent UInt8 CODEC(ZSTD(1)),

    Start Int64 CODEC(Delta(8), ZSTD(1)),
    TraceDuration Int64 CODEC(ZSTD(1)),
    SpanCount UInt64 CODEC(ZSTD(1)),
    ErrorCount UInt64 CODEC(ZSTD(1)),
    Name LowCardinality(String) CODEC(ZSTD(1)),
    Service LowCardinality(String) CODEC(ZSTD(1)),
    Services Array(LowCardinality(String)) CODEC(ZSTD(1)),
    Providers Array(LowCardinality(String)) CODEC(ZSTD(1)),
    Models Array(LowCardinality(String)) CODEC(ZSTD(1)),
    RequestModels Array(LowCardinality(String)) CODEC(ZSTD(1)),
    ResponseModels Array(LowCardinality(String)) CODEC(ZSTD(1)),
    Operations Array(LowCardinality(String)) CODEC(ZSTD(1)),
    Environments Array(LowCardinality(String)) CODEC(ZSTD(1)),
    Sessions Array(String) CODEC(ZSTD(1)),
    Users Array(String) CODEC(ZSTD(1)),
    ToolCallCount UInt64 CODEC(ZSTD(1)),
    TraceInputTokens Nullable(UInt64) CODEC(ZSTD(1)),
    TraceOutputTokens Nullable(UInt64) CODEC(ZSTD(1)),
    TraceTokens Nullable(Int64) CODEC(ZSTD(1)),
    TraceCost Nullable(Float64) CODEC(ZSTD(1)),
    Calls Array(Tuple(
        Provider LowCardinality(String), Model LowCardinality(String), Failed UInt8, InputTokens Nullable(UInt64),
        OutputTokens Nullable(UInt64), Cost Nullable(Float64), Duration UInt64
    )) CODEC(ZSTD(1)),

    INDEX SessionsBloom Sessions TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX UsersBloom Users TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(Run, Gone)
PARTITION BY (RetentionDays, toDate(ReceivedAt))
ORDER BY (ProjectId, Hour, TraceId)
TTL toDateTime(ReceivedAt) + toIntervalDay(if(RetentionDays = 0, 60, RetentionDays))
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1, index_granularity = 1024,
    min_age_to_force_merge_seconds = 7200, min_age_to_force_merge_on_partition_only = 1;
