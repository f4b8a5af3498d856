/** Lines of icons on a field of 24 by 24. */
export const iconPaths = {
  start: 'M7 4.5v15l12-7.5z',
  end: 'M5 21V4m0 0h13l-3 4.5 3 4.5H5',
  transform:
    'M9 20c-2 0-3-1-3-3v-2.5c0-1.5-1-2.5-2.5-2.5C5 12 6 11 6 9.5V7c0-2 1-3 3-3m6 0c2 0 3 1 3 3v2.5c0 1.5 1 2.5 2.5 2.5C19 12 18 13 18 14.5V17c0 2-1 3-3 3',
  condition: 'M12 3l9 9-9 9-9-9zM9.7 10a2.3 2.3 0 114 1.5c-.8.8-1.7 1.1-1.7 2.2M12 16.5v.01',
  switch: 'M4 12h5m0 0l6-7h5m-11 7l6 7h5M9 12h11M17 2l3 3-3 3m0 1l3 3-3 3m0 1l3 3-3 3',
  merge: 'M4 5h3c4 0 4 7 8 7h5M4 19h3c4 0 4-7 8-7m2-3l3 3-3 3',
  for_each: 'M3 6h9M3 11h6M3 16h6m9-8a4.5 4.5 0 11-4.2 6M18 4.5V8h-3.5',
  repeat: 'M17 2.5l3.5 3.5L17 9.5M20.5 6H8a4 4 0 00-4 4v1m3 10.5L3.5 18 7 14.5M3.5 18H16a4 4 0 004-4v-1',
  versions: 'M3.5 12a8.5 8.5 0 102.6-6.1L3.5 8.5M3.5 4v4.5H8M12 7.5V12l3 2',
  wait: 'M12 3a9 9 0 100 18 9 9 0 000-18zm0 4v5l3.5 2',
  wait_for_event: 'M6 9a6 6 0 0112 0c0 6 2.5 7 2.5 7h-17S6 15 6 9m4.3 11a2 2 0 003.4 0',
  http_request:
    'M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9z',
  code: 'M8 7l-5 5 5 5m8-10l5 5-5 5M13.5 4.5l-3 15',
  file_read:
    'M14 3H7a2 2 0 00-2 2v14a2 2 0 002 2h10a2 2 0 002-2V8zM14 3v5h5M12 11.5v6m-2.5-2.5l2.5 2.5 2.5-2.5',
  file_write:
    'M14 3H7a2 2 0 00-2 2v14a2 2 0 002 2h10a2 2 0 002-2V8zM14 3v5h5M12 17.5v-6M9.5 14l2.5-2.5 2.5 2.5',
  file_list: 'M3 18V6a2 2 0 012-2h4l2 3h8a2 2 0 012 2v9a2 2 0 01-2 2H5a2 2 0 01-2-2z',
  file_move: 'M3 10V6a2 2 0 012-2h4l2 3h8a2 2 0 012 2v9a2 2 0 01-2 2H5a2 2 0 01-2-2v-1m0-3.5h10m-3-3l3 3-3 3',
  file_delete: 'M4 6.5h16M9 6.5V4h6v2.5M6.5 6.5l.8 13.5h9.4l.8-13.5M10 10.5v6m4-6v6',
  respond: 'M9 15L4 10l5-5M4 10h9a7 7 0 017 7v2',
  log: 'M5 6h14M5 10.5h14M5 15h9M5 19.5h6',
  fail: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 8v4.5M12 16v.01',
  sub_script: 'M3 4h7v6H3zM14 14h7v6h-7zM6.5 10v4a3 3 0 003 3H14',
  stats: 'M4 20V10m5.3 10V4m5.4 16v-7M20 20V7',
  other: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  undo: 'M8 14L4 10l4-4M4 10h10a6 6 0 010 12h-2',
  redo: 'M16 14l4-4-4-4M20 10H10a6 6 0 000 12h2',
  layout: 'M3 4h6v5H3zM3 15h6v5H3zM15 9.5h6v5h-6zM9 6.5h2.5v11H9m2.5-5.5H15',
  find: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5',
  help: 'M12 3a9 9 0 100 18 9 9 0 000-18zM9.5 9.5a2.5 2.5 0 114.3 1.7c-.9.8-1.8 1.2-1.8 2.3M12 17v.01',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5',
  close: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4L2.5 20h19zM12 10v4.5M12 17.3v.01',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
  save: 'M5 3h11l3 3v13a2 2 0 01-2 2H7a2 2 0 01-2-2zM8 3v5h7V3M8 21v-7h8v7',
  back: 'M15 5l-7 7 7 7',
  play: 'M7 4.5v15l12-7.5z',
  trash: 'M4 6.5h16M9 6.5V4h6v2.5M6.5 6.5l.8 13.5h9.4l.8-13.5M10 10.5v6m4-6v6',
  settings:
    'M4 7h9m5 0h2M4 17h2m5 0h9M15.5 4.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5zM8.5 14.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z',
  panel: 'M4 4h16v16H4zM9.5 4v16',
} as const

export type IconName = keyof typeof iconPaths
