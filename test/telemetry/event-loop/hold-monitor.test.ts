import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { holdGauge } from '../../../src/telemetry/event-loop/hold-gauge.ts'
import { HoldMonitor } from '../../../src/telemetry/event-loop/hold-monitor.ts'
import { captureLog } from '../../support/log-capture.ts'

/** A monitor in a world where `compute` uses the processor and `wait` does not. */
const createMonitor = () => {
  const time = { now: 0, used: 0 }
  const { logger, lines } = captureLog()
  const monitor = new HoldMonitor({ logger, now: () => time.now, processorMs: () => time.used })
  const compute = (ms: number) => {
    time.now += ms
    time.used += ms
  }
  const wait = (ms: number) => {
    time.now += ms
  }
  return { monitor, compute, wait, lines }
}

test('work that begins and then holds the loop is the cause', () => {
  const { monitor, compute } = createMonitor()
  monitor.begin('node log')
  compute(3)
  monitor.begin('POST /api/scripts')
  compute(80)
  monitor.tick()
  assert.deepEqual(monitor.longest, { ms: 83, cause: 'POST /api/scripts' })
})

test('work that had waited before it held the loop is known by its end', () => {
  const { monitor, compute } = createMonitor()
  monitor.begin('node file_read')
  monitor.tick()
  monitor.begin('node log')
  compute(1)
  monitor.end('node log')
  compute(90)
  monitor.end('node file_read')
  compute(2)
  monitor.tick()
  assert.deepEqual(monitor.longest, { ms: 93, cause: 'node file_read' })
})

test('waiting is no hold', () => {
  const { monitor, wait, compute } = createMonitor()
  monitor.begin('GET /healthz')
  wait(500)
  compute(2)
  monitor.tick()
  assert.deepEqual(monitor.longest, { ms: 2, cause: 'GET /healthz' })
})

test('a hold is forgotten within two minutes', () => {
  const { monitor, wait, compute } = createMonitor()
  compute(70)
  monitor.tick()
  wait(60_000)
  monitor.tick()
  assert.equal(monitor.longest.ms, 70)
  wait(60_000)
  monitor.tick()
  assert.equal(monitor.longest.ms, 0)
})

test('a hold over 200 ms is logged with its cause and what was around it', () => {
  const { monitor, compute, lines } = createMonitor()
  compute(200)
  monitor.tick()
  assert.deepEqual(lines, [])
  monitor.begin('node code')
  compute(201)
  monitor.begin('database commit')
  monitor.tick()
  const [line] = lines
  assert.partialDeepStrictEqual(line, {
    level: 'warn',
    msg: 'event loop held',
    held_ms: 201,
    cause: 'node code',
    after: 'node code',
    before: 'database commit',
  })
})

test('the metric has one series, with the cause of the longest hold', async () => {
  const { monitor, compute } = createMonitor()
  const registry = new Registry()
  holdGauge(registry, monitor)
  for (const [work, ms] of [
    ['node log', 20],
    ['node merge', 40],
    ['node code', 30],
  ] as const) {
    monitor.begin(work)
    compute(ms)
    monitor.tick()
    await registry.metrics()
  }
  const series = (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#') && line)
  assert.deepEqual(series, ['scriptd_event_loop_longest_hold_seconds{cause="node merge"} 0.04'])
})
