CREATE TABLE IF NOT EXISTS schema_version (
    Version UInt32,
    AppliedAt DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = MergeTree
ORDER BY Version
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
