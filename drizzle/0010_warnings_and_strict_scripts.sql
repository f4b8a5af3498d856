ALTER TABLE `executions` ADD `strict` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `node_executions` ADD `warnings` text;--> statement-breakpoint
ALTER TABLE `scripts` ADD `strict` integer DEFAULT false NOT NULL;