ALTER TABLE `webhooks` ADD `respond` text DEFAULT 'accepted' NOT NULL;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `respond_timeout_ms` integer;