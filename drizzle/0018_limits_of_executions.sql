ALTER TABLE `scripts` ADD `max_concurrent` integer;--> statement-breakpoint
ALTER TABLE `scripts` ADD `on_max_concurrent` text DEFAULT 'queue' NOT NULL;