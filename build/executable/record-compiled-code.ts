import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const addressIn = async (lines: AsyncIterable<string>): Promise<string> => {
  for await (const line of lines) {
    const { msg, url } = JSON.parse(line)
    if (msg === 'listening') return url
  }
  throw new Error('the program ended without listening')
}

/**
 * Serves one request with an executable that starts with `recorder.ts`, and returns the code V8 had compiled by then.
 * The code cache that Node can embed by itself is written before anything runs, and so lacks nearly all functions.
 */
export const recordCompiledCode = async (recorder: string, work: string): Promise<Buffer> => {
  const folder = join(work, 'served')
  const record = join(work, 'compiled')
  mkdirSync(folder)
  const child = spawn(recorder, ['serve', '--port', '0'], {
    cwd: folder,
    env: { RECORD: record },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  try {
    const url = await addressIn(createInterface(child.stdout))
    await fetch(`${url}/healthz`)
  } finally {
    child.kill('SIGTERM')
  }
  const [code] = await exited
  if (code !== 0) throw new Error(`the program ended with exit code ${code}`)
  return readFileSync(record)
}
