import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type EdgeSpec, type NodeSpec, toGraphBody } from '../engine/graph-spec.ts'
import { ManualClock } from '../time/manual-clock.ts'
import type { Call } from './client.ts'
import { createTestApp } from './test-app.ts'

/** The program with a clock of its own, and scripts to run in it. */
export const createExecutionApp = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const clock = new ManualClock()
  const app = await createTestApp(t, { env, clock })

  /** Advances the clock until there is an answer. */
  const call = (method: string, path: string, call: Call = {}) =>
    clock.until(app.request(method, `/api${path}`, call))

  const addScript = async (
    nodes: readonly NodeSpec[],
    edges: readonly EdgeSpec[] = [],
    more: object = {},
  ) => {
    const name = randomUUID()
    const body = { name, ...toGraphBody(nodes, edges), ...more }
    const { status, json, text } = await call('POST', '/scripts', { body })
    assert.equal(status, 201, text)
    return Number(json.data.id)
  }

  /** Starts an execution without waiting for it; returns its id. */
  const begin = async (scriptId: number, body: unknown = {}) => {
    const headers = { Prefer: 'respond-async' }
    const { status, json, text } = await app.request('POST', `/api/scripts/${scriptId}/execute`, {
      body,
      headers,
    })
    assert.equal(status, 202, text)
    return String(json.data.id)
  }

  /** Runs an execution to its end, however long its work takes; returns it. */
  const run = async (scriptId: number, body?: unknown) => {
    const id = await begin(scriptId, body)
    for (;;) {
      const { json } = await call('GET', `/executions/${id}`)
      if (json.data.finished_at !== null) return json.data
      await clock.advance(50)
    }
  }

  return { ...app, clock, call, addScript, begin, run }
}

export const wait = (id: string, ms: number): NodeSpec => ({ id, type: 'wait', parameters: { ms } })
export const start = (id: string): NodeSpec => ({ id, type: 'start' })
export const fail = (id: string, message = 'no'): NodeSpec => ({ id, type: 'fail', parameters: { message } })
