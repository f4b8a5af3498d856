import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createTestApp, type TestApp } from '../http/test-app.ts'
import { ManualClock } from '../time/manual-clock.ts'

export const ECHO = {
  name: 'Echo',
  nodes: [{ id: 'a', type: 'transform', parameters: { expression: 'params' } }],
}

export interface HookedAppOptions {
  readonly script?: object
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds since the epoch. */
  readonly now?: number
  /** Values by their names. */
  readonly secrets?: Readonly<Record<string, string>>
}

/** An application with one webhook. */
export const createHookedApp = async (
  t: TestContext,
  webhook: object = {},
  { script = ECHO, env = {}, now, secrets = {} }: HookedAppOptions = {},
) => {
  const clock = new ManualClock(now)
  const app = await createTestApp(t, { clock, env: { SECRETS_KEY: '0'.repeat(64), ...env } })
  for (const [name, value] of Object.entries(secrets))
    await app.request('PUT', `/api/secrets/${name}`, { body: { value } })
  await app.request('POST', '/api/scripts', { body: script })
  const body = { script_id: 1, name: 'Test', ...webhook }
  const { status, json, text } = await app.request('POST', '/api/webhooks', { body })
  assert.equal(status, 201, text)
  return { app, clock, path: String(json.data.path), token: String(json.data.token) }
}

/** The executions that webhooks have started. */
export const started = async (app: TestApp) =>
  (await app.request('GET', '/api/executions?trigger_kind=webhook')).json.data
