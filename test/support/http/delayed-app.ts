import type { TestContext } from 'node:test'
import { ManualClock } from '../time/manual-clock.ts'
import { createTestApp, type TestAppOptions } from './test-app.ts'

export const ECHO = { id: 'echo', type: 'transform', parameters: { expression: 'params' } }

/** An app whose clock stands still, with a script that returns its input and has the id 1. */
export const createDelayedApp = async (t: TestContext, options: TestAppOptions = {}) => {
  const clock = new ManualClock()
  const app = await createTestApp(t, { clock, ...options })
  if (options.folder === undefined)
    await app.request('POST', '/api/scripts', { body: { name: 'Echo', nodes: [ECHO] } })
  const { request } = app
  return {
    ...app,
    clock,
    execute: (body: object, headers: Readonly<Record<string, string>> = {}, id: number | string = 1) =>
      request('POST', `/api/scripts/${id}/execute`, { body, headers }),
    get: async (id: string) => (await request('GET', `/api/executions/${id}`)).json.data,
    /** Lets `ms` go by and what then starts come to its end. */
    pass: async (ms: number) => {
      await clock.advance(ms)
      await clock.settle()
    },
  }
}
