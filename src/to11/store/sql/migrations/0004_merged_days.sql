-- A day that is over becomes one part where it fits into one: to find a trace by its id costs a look into every part.
ALTER TABLE spans MODIFY SETTING min_age_to_force_merge_seconds = 86400, min_age_to_force_merge_on_partition_only = 1;
