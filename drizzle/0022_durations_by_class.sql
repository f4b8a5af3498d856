CREATE TABLE `__new_execution_buckets` (
	`script_id` integer NOT NULL,
	`bucket` text NOT NULL,
	`duration_class` integer NOT NULL,
	`completed` integer NOT NULL,
	`failed` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`timed_out` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	PRIMARY KEY(`bucket`, `script_id`, `duration_class`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_execution_buckets`("script_id", "bucket", "duration_class", "completed", "failed", "cancelled", "timed_out", "duration_ms") SELECT "script_id", "bucket", -1, "completed", "failed", "cancelled", "timed_out", "duration_ms" FROM `execution_buckets`;--> statement-breakpoint
DROP TABLE `execution_buckets`;--> statement-breakpoint
ALTER TABLE `__new_execution_buckets` RENAME TO `execution_buckets`;