import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openApplication } from '../../src/app/lifecycle.ts'
import { parseConfig } from '../../src/config/config.ts'
import { LEASE_RENEW_MS } from '../../src/db/lease/lease.ts'
import { type AlarmClock, systemClock } from '../../src/lib/time/clock.ts'
import { createRequest } from '../support/http/client.ts'
import { captureLog } from '../support/log-capture.ts'
import { createFolder } from '../support/process/command.ts'
import { NEEDS_SQLD } from '../support/sqld/executable.ts'
import { startMigratedSqld } from '../support/sqld/template.ts'
import { ManualClock } from '../support/time/manual-clock.ts'

/** A server as another host would run it, of which no one can tell whether it is still there. */
const startHost = async (t: TestContext, url: string, host: string, clock: AlarmClock) => {
  const folder = await createFolder(t)
  const { logger } = captureLog()
  const owner = { holder: { host, pid: 1, id: host }, isAlive: () => true }
  const config = parseConfig({ DATABASE_URL: url, WORKSPACE_DIR: `${folder}/workspace` })
  const application = await openApplication({ config, logger, owner, clock })
  await application.start()
  t.after(() => application.close())
  return createRequest(application.app)
}

/** A host that gives signs of life until it dies, and in which no time passes otherwise. */
const mortal = () => {
  const frozen = new ManualClock()
  let isDead = false
  const clock: AlarmClock = {
    now: systemClock.now,
    after: (ms, call) => frozen.after(ms, call),
    sleep: (ms, signal) =>
      ms === LEASE_RENEW_MS && !isDead ? systemClock.sleep(ms, signal) : frozen.sleep(ms, signal),
  }
  const die = () => {
    isDead = true
  }
  return { clock, die }
}

const SCRIPT = {
  name: 'a',
  nodes: [
    { id: 'wait', type: 'wait', parameters: { ms: 1000 } },
    { id: 'count', type: 'stats', parameters: { deltas: { done: 1 } } },
  ],
  connections: { wait: [{ target: 'count' }] },
}

test(
  'a host that shows no sign of life is replaced, and what it ran goes on elsewhere',
  NEEDS_SQLD,
  async (t) => {
    const { url } = await startMigratedSqld(t)
    const { clock, die } = mortal()
    const first = await startHost(t, url, 'one', clock)
    const { json } = await first('POST', '/api/scripts', { body: SCRIPT })
    const headers = { Prefer: 'respond-async' }
    const accepted = await first('POST', `/api/scripts/${json.data.id}/execute`, { headers })
    const path = `/api/executions/${accepted.json.data.id}`

    const second = await startHost(t, url, 'two', systemClock)
    assert.equal((await second('GET', path)).json.data.status, 'running')
    const refused = await second('POST', `${path}/cancel`)
    const retryAfter = refused.headers.get('Retry-After')
    assert.deepEqual([refused.status, refused.json.error_code, retryAfter], [503, 'STANDBY', '1'])

    die()
    const begin = performance.now()
    while ((await second('GET', '/readyz')).status !== 200) await pause(20)
    t.diagnostic(`taken over ${Math.round(performance.now() - begin)} ms after the death`)
    while ((await second('GET', path)).json.data.status === 'running') await pause(20)
    assert.equal((await second('GET', path)).json.data.status, 'completed')
    assert.equal((await second('GET', '/api/dashboard/stats')).json.data.stats.done, 1)
    const late = await first('POST', '/api/dashboard/stats/increment', { body: { deltas: { done: 1 } } })
    assert.deepEqual([late.status, late.json.error_code], [503, 'STANDBY'])
  },
)
