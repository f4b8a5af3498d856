ALTER TABLE `scripts` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `scripts` ADD `timeout_ms` integer;