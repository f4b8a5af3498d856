import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

interface Terminal extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
}

/**
 * Asks a question at a terminal and resolves with the line that is typed, which the terminal does not show.
 * @throws AbortError on Ctrl-C and Ctrl-D
 */
export const askHidden = async (
  question: string,
  input: Terminal,
  output: NodeJS.WritableStream,
): Promise<string> => {
  output.write(question)
  // The terminal echoes nothing in raw mode; readline would, to its own output.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  const ended = new AbortController()
  lines.once('SIGINT', () => ended.abort())
  lines.once('close', () => ended.abort())
  try {
    return await lines.question('', { signal: ended.signal })
  } finally {
    lines.close()
    output.write('\n')
  }
}
