INSERT OR IGNORE INTO `graphs` (`hash`, `graph`)
  SELECT graph_hash, json_object(
    'nodes', (SELECT json_group_array(json(definition)) FROM (SELECT definition FROM nodes WHERE script_id = scripts.id ORDER BY seq)),
    'connections', (SELECT json_group_object(source, json(list)) FROM (
      SELECT source, json_group_array(json_object('target', target, 'output', output)) AS list
      FROM (SELECT * FROM connections WHERE script_id = scripts.id ORDER BY seq) GROUP BY source ORDER BY min(seq))))
  FROM scripts WHERE NOT EXISTS (SELECT 1 FROM graphs WHERE hash = graph_hash);--> statement-breakpoint
DROP TABLE `connections`;--> statement-breakpoint
DROP TABLE `nodes`;
