import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { serve } from '../support/process/serve.ts'

const ROOT = join(import.meta.dirname, '../..')

// While one works on the page, the sources are enough; what is published is the executable.
const program: readonly [string, ...string[]] =
  process.env.BROWSER_TEST_SOURCES === undefined
    ? [join(ROOT, 'dist/scriptd')]
    : [process.execPath, join(ROOT, 'src/main.ts')]

/** The program with an empty database. */
export const startServer = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'scriptd-browser-'))
  const [command, ...first] = program
  const server = await serve(t, (args) =>
    spawn(command, [...first, ...args], {
      cwd: folder,
      env: {
        LOG_LEVEL: 'error',
        RATE_LIMIT: '0',
        EXECUTE_WAIT_MS: '500',
        // Some tests answer requests of nodes.
        HTTP_NODE_ALLOW: '127.0.0.1',
        SHUTDOWN_TIMEOUT_MS: '1000',
        SECRETS_KEY: randomBytes(32).toString('base64'),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const call = async (method: string, path: string, body?: unknown) =>
    JSON.parse(await server.call(method, path, body)).data
  // It has to own its database before it changes anything.
  while (!(await fetch(`${server.url}/readyz`)).ok) await delay(50)
  return { ...server, call, page: `${server.url}/ui/` }
}

export type Server = Awaited<ReturnType<typeof startServer>>
