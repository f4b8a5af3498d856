ALTER TABLE `scripts` ADD `name_key` text;--> statement-breakpoint
ALTER TABLE `scripts` ADD `name_folded` text;--> statement-breakpoint
CREATE UNIQUE INDEX `scripts_name_key_unique` ON `scripts` (`name_key`);