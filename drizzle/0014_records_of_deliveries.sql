CREATE TABLE `webhook_records` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` integer NOT NULL,
	`is_started` integer NOT NULL,
	`verdict` text NOT NULL,
	`reason` text,
	`delivery_id` text,
	`execution_id` text,
	`received_at` text NOT NULL,
	`last_at` text NOT NULL,
	`count` integer NOT NULL,
	`client_ip` text,
	`request` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_records_kind` ON `webhook_records` (`webhook_id`,`is_started`,`id`);--> statement-breakpoint
ALTER TABLE `webhooks` ADD `filter` text;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `rate_limit` real;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `max_body_bytes` integer;