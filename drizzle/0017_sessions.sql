ALTER TABLE `api_keys` ADD `parent_id` text;--> statement-breakpoint
CREATE INDEX `api_keys_sessions` ON `api_keys` (`parent_id`,`id`) WHERE parent_id IS NOT NULL;