/**
 * The one function of the host that code in the interpreter has: takes the name of an operation, its argument as JSON
 * text, and bytes. Answers with JSON text of `{value}` or `{error}`, with bytes, or with a loaded part.
 */
export type HostFunction = (operation: string, argument: string, ...bytes: ArrayBuffer[]) => unknown

/** Has the host do an operation; throws its error as one of the interpreter's. */
export type Ask = <T>(operation: string, argument?: unknown, ...bytes: ArrayBuffer[]) => T
