/** The package ships no types. */
declare module 'on-exit-leak-free' {
  /** Calls `onExit` when the process exits, unless `subject` has been garbage collected by then. */
  export function register<T extends object>(subject: T, onExit: (subject: T) => void): void
}
