DROP INDEX `executions_delayed`;--> statement-breakpoint
CREATE INDEX `executions_waiting_in_order` ON `executions` (`id`) WHERE status = 'waiting' AND (batch_id IS NOT NULL OR sequence IS NOT NULL);--> statement-breakpoint
CREATE INDEX `executions_delayed` ON `executions` (`start_at`,`id`,`caller`,`status`) WHERE status IN ('scheduled', 'waiting');