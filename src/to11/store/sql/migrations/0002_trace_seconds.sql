-- Where a trace's spans lie in the sort key of `spans`: reading a trace by its id then touches only its own granules,
-- however long the trace and however odd its times.
CREATE TABLE IF NOT EXISTS trace_seconds (
    ProjectId LowCardinality(String) CODEC(ZSTD(1)),
    TraceId String CODEC(ZSTD(1)),
    Second UInt32 CODEC(ZSTD(1)),
    ReceivedAt DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(ReceivedAt)
PARTITION BY toDate(ReceivedAt)
ORDER BY (ProjectId, TraceId, Second)
TTL toDateTime(ReceivedAt) + toIntervalDay(60)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS trace_seconds_feed TO trace_seconds AS
SELECT ProjectId, TraceId, toUnixTimestamp(Timestamp) AS Second, max(spans.ReceivedAt) AS ReceivedAt
FROM spans
GROUP BY ProjectId, TraceId, Second;
