CREATE TABLE `follow_ups` (
	`execution_id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`script_id` integer NOT NULL,
	`outcome` text DEFAULT 'pending' NOT NULL,
	`reason` text,
	`started_id` text,
	`created_at` text NOT NULL,
	`decided_at` text,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `follow_ups_outcome` ON `follow_ups` (`outcome`,`execution_id`);--> statement-breakpoint
ALTER TABLE `scripts` ADD `on_failure` integer REFERENCES scripts(id);--> statement-breakpoint
ALTER TABLE `scripts` ADD `on_success` integer REFERENCES scripts(id);--> statement-breakpoint
CREATE INDEX `scripts_on_failure` ON `scripts` (`on_failure`) WHERE on_failure IS NOT NULL;--> statement-breakpoint
CREATE INDEX `scripts_on_success` ON `scripts` (`on_success`) WHERE on_success IS NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `on_failure_throttle_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `on_failure_at` integer DEFAULT 0 NOT NULL;