ALTER TABLE `executions` ADD `caller` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `interruptions` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `error_code` text;--> statement-breakpoint
CREATE INDEX `executions_error` ON `executions` (`error_code`,`id`) WHERE error_code IS NOT NULL;--> statement-breakpoint
UPDATE `executions` SET `error_code` = `error` ->> 'code' WHERE `error` IS NOT NULL AND json_valid(`error`);
