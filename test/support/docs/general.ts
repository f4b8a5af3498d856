const executionId = /\bex_(?:[0-9A-Z]{26}\b|…)/g
const requestId = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g
const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
const milliseconds = /\b\d+ ms\b/g
// The duration stands before the error, in a column as wide as its longest entry.
const tableRow = /^(\S+ +\S+ +(?:completed|failed|cancelled) .*?\d+ +)\d+( +[A-Z]|$)/gm

/** A text without what is different in every run. */
export const generalText = (text: string): string =>
  text
    .replaceAll(executionId, '(execution)')
    .replaceAll(requestId, '(request)')
    .replaceAll(time, '(time)')
    .replaceAll(/("\w*duration_ms": ?)\d+/g, '$1(duration)')
    .replaceAll(milliseconds, '(duration)')
    .replaceAll(tableRow, '$1(duration)$2')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '')

/** A JSON value without what is different in every run. */
export const generalValue = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, member) => {
    if (key.endsWith('duration_ms') && typeof member === 'number') return '(duration)'
    return typeof member === 'string' ? generalText(member) : member
  })
