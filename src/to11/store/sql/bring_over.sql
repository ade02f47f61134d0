INSERT INTO spans ($columns, StoredAt)
SELECT $columns, fromUnixTimestamp64Nano({stored:Int64}) AS StoredAt
FROM $earlier
WHERE _partition_id = {partition:String} AND toHour(ReceivedAt) = {hour:UInt8}
SETTINGS max_insert_threads = 1, max_block_size = 8192, min_insert_block_size_rows = 32768,
    min_insert_block_size_bytes = 67108864, max_partitions_per_insert_block = 0, optimize_on_insert = 0
