CREATE TABLE `connections` (
	`script_id` integer NOT NULL,
	`seq` integer NOT NULL,
	`source` text NOT NULL,
	`target` text NOT NULL,
	`output` text NOT NULL,
	PRIMARY KEY(`script_id`, `seq`),
	FOREIGN KEY (`script_id`) REFERENCES `scripts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `dashboard_stats` (
	`stat_key` text PRIMARY KEY NOT NULL,
	`stat_value` integer NOT NULL,
	`updated_at` text NOT NULL,
	CONSTRAINT "stat_value_is_safe" CHECK("dashboard_stats"."stat_value" BETWEEN -9007199254740991 AND 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE `execution_buckets` (
	`script_id` integer NOT NULL,
	`bucket` text NOT NULL,
	`completed` integer NOT NULL,
	`failed` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`timed_out` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	PRIMARY KEY(`script_id`, `bucket`)
);
--> statement-breakpoint
CREATE INDEX `execution_buckets_time` ON `execution_buckets` (`bucket`);--> statement-breakpoint
CREATE TABLE `execution_totals` (
	`status` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`duration_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `executions` (
	`id` text PRIMARY KEY NOT NULL,
	`script_id` integer,
	`graph_hash` text NOT NULL,
	`batch_id` text,
	`retry_of` text,
	`status` text NOT NULL,
	`input` text NOT NULL,
	`output` text NOT NULL,
	`error` text,
	`attempts` integer NOT NULL,
	`timeout_ms` integer,
	`created_at` text NOT NULL,
	`started_at` text,
	`finished_at` text,
	`duration_ms` integer
);
--> statement-breakpoint
CREATE INDEX `executions_script` ON `executions` (`script_id`,`id`);--> statement-breakpoint
CREATE INDEX `executions_status` ON `executions` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `executions_graph` ON `executions` (`graph_hash`);--> statement-breakpoint
CREATE INDEX `executions_batch` ON `executions` (`batch_id`,`id`) WHERE batch_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `graphs` (
	`hash` text PRIMARY KEY NOT NULL,
	`graph` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`resource_id` text NOT NULL,
	`status` integer,
	`headers` text,
	`body` text,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `node_executions` (
	`execution_id` text NOT NULL,
	`path` text NOT NULL,
	`node_id` text NOT NULL,
	`type` text NOT NULL,
	`status` text NOT NULL,
	`port` text,
	`output` text NOT NULL,
	`error` text,
	`attempts` integer NOT NULL,
	`started_at` text,
	`finished_at` text,
	`duration_ms` integer,
	`started_seq` integer NOT NULL,
	`finished_seq` integer NOT NULL,
	`state` text,
	PRIMARY KEY(`execution_id`, `path`, `node_id`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `nodes` (
	`script_id` integer NOT NULL,
	`node_id` text NOT NULL,
	`seq` integer NOT NULL,
	`type` text NOT NULL,
	`definition` text NOT NULL,
	PRIMARY KEY(`script_id`, `node_id`),
	FOREIGN KEY (`script_id`) REFERENCES `scripts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `nodes_type` ON `nodes` (`type`);--> statement-breakpoint
CREATE TABLE `scripts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`active` integer NOT NULL,
	`execution_order` integer NOT NULL,
	`retention` text,
	`version` integer NOT NULL,
	`graph_hash` text NOT NULL,
	`node_count` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `scripts_name_unique` ON `scripts` (`name`);--> statement-breakpoint
CREATE INDEX `scripts_updated` ON `scripts` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `scripts_active` ON `scripts` (`active`,`execution_order`,`id`);--> statement-breakpoint
CREATE TABLE `user_settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` text NOT NULL
);
