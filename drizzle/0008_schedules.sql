CREATE TABLE `schedule_ticks` (
	`schedule_id` integer NOT NULL,
	`tick` integer NOT NULL,
	`kind` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`execution_id` text,
	`last_tick` integer NOT NULL,
	`count` integer NOT NULL,
	`recorded_at` text NOT NULL,
	PRIMARY KEY(`schedule_id`, `tick`, `kind`),
	FOREIGN KEY (`schedule_id`) REFERENCES `schedules`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`script_id` integer NOT NULL,
	`name` text NOT NULL,
	`cron` text,
	`every_ms` integer,
	`at` text,
	`timezone` text NOT NULL,
	`input` text NOT NULL,
	`enabled` integer NOT NULL,
	`starts_at` text,
	`ends_at` text,
	`jitter_ms` integer NOT NULL,
	`overlap` text NOT NULL,
	`catchup_window_ms` integer NOT NULL,
	`pause_after_failures` integer NOT NULL,
	`decided` integer NOT NULL,
	`forgotten` integer DEFAULT 0 NOT NULL,
	`next_tick` integer,
	`due` integer,
	`last` text,
	`missed` integer DEFAULT 0 NOT NULL,
	`failures_after` text DEFAULT '' NOT NULL,
	`version` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`script_id`) REFERENCES `scripts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `schedules_due` ON `schedules` (`due`,`id`) WHERE due IS NOT NULL;--> statement-breakpoint
CREATE INDEX `schedules_script` ON `schedules` (`script_id`,`id`);--> statement-breakpoint
ALTER TABLE `executions` ADD `trigger` text DEFAULT '{"kind":"api","id":null,"scheduled_at":null}' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `trigger_kind` text DEFAULT 'api' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `schedule_id` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `sequence` text;--> statement-breakpoint
CREATE INDEX `executions_trigger` ON `executions` (`trigger_kind`,`id`);--> statement-breakpoint
CREATE INDEX `executions_schedule` ON `executions` (`schedule_id`,`id`) WHERE schedule_id IS NOT NULL;