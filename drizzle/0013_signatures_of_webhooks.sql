ALTER TABLE `webhook_deliveries` ADD `signature` text;--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_signature` ON `webhook_deliveries` (`webhook_id`,`signature`);--> statement-breakpoint
ALTER TABLE `webhooks` ADD `auth` text DEFAULT '{"type":"none"}' NOT NULL;