CREATE TABLE `event_waits` (
	`execution_id` text NOT NULL,
	`path` text NOT NULL,
	`node_id` text NOT NULL,
	`name` text NOT NULL,
	`correlation` text,
	`deadline` integer,
	`is_over` integer NOT NULL,
	`event_id` text,
	PRIMARY KEY(`execution_id`, `path`, `node_id`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `event_waits_name` ON `event_waits` (`name`,`correlation`);--> statement-breakpoint
CREATE INDEX `event_waits_event` ON `event_waits` (`event_id`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`execution_id` text,
	`name` text,
	`correlation` text,
	`payload` text,
	`bytes` integer NOT NULL,
	`taken` integer NOT NULL,
	`taken_path` text,
	`taken_node` text,
	`link_path` text,
	`link_nodes` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `events_execution` ON `events` (`execution_id`,`taken`,`id`);--> statement-breakpoint
CREATE INDEX `events_created` ON `events` (`created_at`);