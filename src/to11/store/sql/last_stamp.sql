SELECT greatest(
    (SELECT toUnixTimestamp64Nano(max(StoredAt)) FROM touched_traces),
    (SELECT toUnixTimestamp64Nano(max(StoredAt)) FROM settled_until)
) AS Last
