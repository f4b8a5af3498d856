export const CATEGORIES = ['flow', 'data', 'web', 'files', 'other'] as const
export type Category = (typeof CATEGORIES)[number]

const byType: Readonly<Record<string, Category>> = {
  start: 'flow',
  end: 'flow',
  condition: 'flow',
  switch: 'flow',
  merge: 'flow',
  for_each: 'flow',
  repeat: 'flow',
  wait: 'flow',
  wait_for_event: 'flow',
  sub_script: 'flow',
  fail: 'flow',
  transform: 'data',
  code: 'data',
  sql: 'data',
  database: 'data',
  log: 'data',
  stats: 'data',
  http_request: 'web',
  respond: 'web',
  file_read: 'files',
  file_write: 'files',
  file_list: 'files',
  file_move: 'files',
  file_delete: 'files',
}

/** Where the palette lists a type, and in which colour it is drawn. */
export const categoryOf = (type: string): Category => byType[type] ?? 'other'
