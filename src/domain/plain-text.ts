/**
 * Whether SQLite gives the text back as it was given. It ends a text at a NUL, and makes of half of a surrogate pair
 * that it reads from JSON a text that is no UTF-8, on which the libSQL driver aborts the process.
 */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** Whether a name is storable and free of control characters. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)

/** What a schema says of a name that is no plain text. */
export const notPlainText = {
  error: 'Must not hold control characters',
  params: { problem: 'control_characters' },
} as const

/** What a schema says of a text that is not storable. */
export const notStorable = {
  error: 'Must be Unicode text without NUL',
  params: { problem: 'unstorable_text' },
} as const
