/** The package has no types of its own. */
declare module 'on-exit-leak-free' {
  /** Calls `leave` before the process ends, unless nobody holds `subject` any more. */
  export function register<T extends object>(subject: T, leave: (subject: T) => void): void
}
