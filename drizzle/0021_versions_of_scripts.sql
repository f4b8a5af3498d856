CREATE TABLE `script_versions` (
	`script_id` integer NOT NULL,
	`version` integer NOT NULL,
	`graph_hash` text NOT NULL,
	`settings` text NOT NULL,
	`node_count` integer NOT NULL,
	`saved_at` text NOT NULL,
	`saved_by` text,
	`note` text,
	PRIMARY KEY(`script_id`, `version`),
	FOREIGN KEY (`script_id`) REFERENCES `scripts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `script_versions_saved` ON `script_versions` (`saved_at`);--> statement-breakpoint
CREATE INDEX `script_versions_graph` ON `script_versions` (`graph_hash`);--> statement-breakpoint
ALTER TABLE `executions` ADD `script_version` integer;--> statement-breakpoint
INSERT OR IGNORE INTO `graphs` (`hash`, `graph`)
  SELECT graph_hash, json_object(
    'nodes', (SELECT json_group_array(json(definition)) FROM (SELECT definition FROM nodes WHERE script_id = scripts.id ORDER BY seq)),
    'connections', (SELECT json_group_object(source, json(list)) FROM (
      SELECT source, json_group_array(json_object('target', target, 'output', output)) AS list
      FROM (SELECT * FROM connections WHERE script_id = scripts.id ORDER BY seq) GROUP BY source ORDER BY min(seq))))
  FROM scripts;--> statement-breakpoint
INSERT INTO `script_versions` (`script_id`, `version`, `graph_hash`, `settings`, `node_count`, `saved_at`)
  SELECT id, version, graph_hash, json_object('name', name, 'description', description, 'active', json(iif(active, 'true', 'false')), 'execution_order', execution_order,
    'retention', json(retention), 'strict', json(iif(strict, 'true', 'false')), 'tags', json(tags), 'timeout_ms', timeout_ms,
    'max_concurrent', max_concurrent, 'on_max_concurrent', on_max_concurrent, 'on_failure', on_failure, 'on_success', on_success), node_count, updated_at
  FROM scripts;
