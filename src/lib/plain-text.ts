/**
 * Whether a name is free of control characters and of halves of surrogate pairs. SQLite ends a text at a NUL, and
 * makes of a half that it reads from JSON a text that is no UTF-8, on which the libSQL driver aborts the process.
 */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)
