CREATE TABLE `variable_snapshots` (
	`hash` text PRIMARY KEY NOT NULL,
	`variables` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `variables` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`description` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `executions` ADD `variables_hash` text;--> statement-breakpoint
CREATE INDEX `executions_variables` ON `executions` (`variables_hash`) WHERE variables_hash IS NOT NULL;