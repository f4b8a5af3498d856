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
  throw new Error('the program does not listen')
}

/**
 * Serves with an executable that begins with `recorder.ts`, and gives the code that V8 has compiled by the end.
 * The code that Node itself can put into an executable is made before anything runs, and lacks nearly all functions.
 */
export const recordCode = async (recorder: string, work: string): Promise<Buffer> => {
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
  if (code !== 0) throw new Error(`the program ended with ${code}`)
  return readFileSync(record)
}
