CREATE TABLE `webhook_deliveries` (
	`webhook_id` integer NOT NULL,
	`delivery_id` text NOT NULL,
	`execution_id` text NOT NULL,
	`received_at` text NOT NULL,
	PRIMARY KEY(`webhook_id`, `delivery_id`),
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_received` ON `webhook_deliveries` (`received_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`script_id` integer NOT NULL,
	`name` text NOT NULL,
	`methods` text NOT NULL,
	`raw` integer NOT NULL,
	`delivery_id` text,
	`enabled` integer NOT NULL,
	`token_hash` text NOT NULL,
	`old_token_hash` text,
	`old_token_until` text,
	`version` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`script_id`) REFERENCES `scripts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhooks_token_hash_unique` ON `webhooks` (`token_hash`);--> statement-breakpoint
CREATE INDEX `webhooks_old_token` ON `webhooks` (`old_token_hash`);--> statement-breakpoint
CREATE INDEX `webhooks_script` ON `webhooks` (`script_id`,`id`);