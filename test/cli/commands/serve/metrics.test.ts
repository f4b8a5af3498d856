import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '../../../../src/cli/commands/serve/metrics.ts'
import { parseConfig } from '../../../../src/config/config.ts'
import { gaugeOf } from '../../../../src/telemetry/metrics.ts'

const severalHosts = {
  ENGINE: 'restate',
  DATABASE_URL: 'http://sqld:8080',
  RESTATE_INGRESS_URL: 'http://restate:8080',
  RESTATE_ADMIN_URL: 'http://restate:9070',
  RESTATE_HOSTS_URL: 'http://hosts:9080',
}

const linesOf = async (environment: Readonly<Record<string, string>>) => {
  const metrics = createMetrics(parseConfig(environment), 'east-1')
  gaugeOf(metrics, { name: 'scriptd_requests', help: 'Requests.', value: () => 3 })
  return (await metrics.metrics())
    .split('\n')
    .filter((line) => line.startsWith('scriptd_') || line.includes('cpu_user'))
}

test('each of several hosts names itself in its metrics', async () => {
  const [processor = '', requests] = (await linesOf(severalHosts)).filter((line) => !line.startsWith('#'))
  assert.match(processor, /^process_cpu_user_seconds_total\{host="east-1"\} [\d.]+$/)
  assert.equal(requests, 'scriptd_requests{host="east-1"} 3')
})

test('a process that runs everything itself does not', async () => {
  assert.ok((await linesOf({})).includes('scriptd_requests 3'))
})
