import { closeSync, openSync, readFileSync } from 'node:fs'

const LAST_CHARACTERS = 2000

/** What a process writes, in a file: a pipe that nobody reads would make it wait. */
export class OutputFile {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** Starts a process that writes to its end. */
  receive<T>(start: (stdio: ['ignore', number, number]) => T): T {
    const file = openSync(this.#path, 'a')
    try {
      return start(['ignore', file, file])
    } finally {
      closeSync(file)
    }
  }

  /** What was written last, for the message of an error. */
  get end(): string {
    return readFileSync(this.#path, 'utf8').slice(-LAST_CHARACTERS)
  }
}
