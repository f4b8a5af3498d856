import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { freePort, listening } from '../net/listening.ts'

/** Starts a server as a process of its own and waits until it listens. */
export const serve = async (t: TestContext, run: (args: readonly string[]) => ChildProcess) => {
  const port = await freePort()
  const startedAt = performance.now()
  const child = run(['serve', '--port', String(port)])
  t.after(() => child.kill('SIGKILL'))
  await listening(port, child)
  const startMs = performance.now() - startedAt
  const url = `http://127.0.0.1:${port}`
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    assert.ok(response.ok, `${method} ${path} ${response.status} ${text.slice(0, 500)}`)
    return text
  }
  /** Asks the server to stop and returns its exit code. */
  const stop = async () => {
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    return code
  }
  return { url, call, startMs, stop, pid: child.pid ?? 0 }
}
