CREATE TABLE `stat_hours` (
	`stat_key` text NOT NULL,
	`bucket` text NOT NULL,
	`stat_value` integer NOT NULL,
	PRIMARY KEY(`stat_key`, `bucket`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `stat_hours` (`stat_key`, `bucket`, `stat_value`)
  SELECT stat_key, substr(updated_at, 1, 13) || ':00:00.000Z', stat_value FROM dashboard_stats;
