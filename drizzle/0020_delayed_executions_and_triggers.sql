ALTER TABLE `executions` ADD `start_at` text;--> statement-breakpoint
CREATE INDEX `executions_trigger_id` ON `executions` (`trigger_kind`,trigger ->> 'id',`id`) WHERE trigger ->> 'id' IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_delivery` ON `executions` (trigger ->> 'delivery_id',`id`) WHERE trigger ->> 'delivery_id' IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_delayed` ON `executions` (`start_at`,`id`,`caller`) WHERE status = 'scheduled';