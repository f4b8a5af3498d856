/** Lines of icons on a field of 24 by 24, by the names of the places. */
const lines: Readonly<Record<string, string>> = {
  scripts: 'M3 4h7v6H3zM14 14h7v6h-7zM6.5 10v4a3 3 0 003 3H14',
  executions: 'M7 4.5v15l12-7.5z',
  dashboard: 'M4 20V10m5.3 10V4m5.4 16v-7M20 20V7',
  schedules: 'M12 3a9 9 0 100 18 9 9 0 000-18zm0 4v5l3.5 2',
  webhooks:
    'M10 14a4.5 4.5 0 006.4 0l3-3A4.5 4.5 0 0013 4.6l-1.5 1.5M14 10a4.5 4.5 0 00-6.4 0l-3 3a4.5 4.5 0 006.4 6.4l1.5-1.5',
  files: 'M3 18V6a2 2 0 012-2h4l2 3h8a2 2 0 012 2v9a2 2 0 01-2 2H5a2 2 0 01-2-2z',
  variables:
    'M8 4c-2 0-3 1-3 3v2.5C5 11 4.5 12 3 12c1.5 0 2 1 2 2.5V17c0 2 1 3 3 3m8-16c2 0 3 1 3 3v2.5c0 1.5.5 2.5 2 2.5-1.5 0-2 1-2 2.5V17c0 2-1 3-3 3',
  secrets: 'M5 11h14v9H5zM8 11V8a4 4 0 018 0v3',
  keys: 'M8 11a4 4 0 100 8 4 4 0 000-8zm3 1.5L20 4m-4 4l3 3',
  server: 'M3 5h18v6H3zM3 14h18v6H3zM6.5 8v.01M6.5 17v.01',
}

/** Stands for a page in the folded navigation; its link has the name. */
export const PlaceIcon = ({ name }: { readonly name: string }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={lines[name] ?? ''} />
  </svg>
)
