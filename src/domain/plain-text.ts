/**
 * Whether SQLite stores the text unchanged. It cuts text at a NUL, and turns a lone surrogate in JSON into invalid
 * UTF-8, on which the libSQL driver aborts the process.
 */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** Whether the text is storable and has no control characters. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)

/** The issue of a schema for text that is not plain. */
export const notPlainText = {
  error: 'Must not hold control characters',
  params: { problem: 'control_characters' },
} as const

/** The issue of a schema for text that is not storable. */
export const notStorable = {
  error: 'Must be Unicode text without NUL',
  params: { problem: 'unstorable_text' },
} as const
