import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createScheduledApp, type Tick, ticksOf } from '../../support/http/scheduled-app.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 0, 1)

const span = ({ time, until }: Tick) => [Date.parse(time), Date.parse(until)] as const

/** Calls `use` for all ticks of some time. */
const eachTick = (every: number, from: number, to: number, use: (tick: number) => void) => {
  for (let tick = Math.ceil(from / every) * every; tick <= to; tick += every) use(tick)
}

/** Shorter and longer than the time until a jump is noticed. */
const intervals = fc.constantFrom(4 * SECOND, 20 * SECOND)

const jumps = fc.array(
  fc.record({
    /** Where the clock is set to, from the earliest time on. */
    to: fc.integer({ min: 0, max: 3 * HOUR }),
    /** How long it then goes on; at least until the jump is noticed. */
    ms: fc.integer({ min: 12 * SECOND, max: 40 * SECOND }),
  }),
  { minLength: 2, maxLength: 6 },
)

test('wherever the clock is set to, each tick of a time that it shows starts once, and no other is without a record', async (t) => {
  await fc.assert(
    fc.asyncProperty(intervals, jumps, async (every, steps) => {
      const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: every, overlap: 'allow_all' })
      const shown: [from: number, to: number][] = []
      for (const { to, ms } of [{ to: 0, ms: 12 * SECOND }, ...steps]) {
        clock.set(START + to)
        const from = clock.now() + 1
        await clock.advance(ms)
        await clock.settle()
        shown.push([from, clock.now()])
      }
      const ticks = await ticksOf(app)
      const started = ticks.filter(({ outcome }) => outcome === 'started').map(({ time }) => Date.parse(time))
      assert.equal(new Set(started).size, started.length)
      for (const [from, to] of shown) {
        eachTick(every, from, to, (tick) =>
          assert.ok(started.includes(tick), `${(tick - START) / SECOND} is lost`),
        )
      }
      eachTick(every, START + 1, clock.now(), (tick) => {
        const records = ticks.filter((each) => span(each)[0] <= tick && tick <= span(each)[1])
        assert.equal(records.length, 1, `${(tick - START) / SECOND} has ${records.length} records`)
      })
      await app.close()
    }),
    {
      numRuns: 5,
      examples: [
        // Set back to before the last tick of those that were missed, which comes before the change is noticed.
        [
          4 * SECOND,
          [
            { to: 2076 * SECOND + 1, ms: 12 * SECOND },
            { to: 2016 * SECOND + 1, ms: 12 * SECOND },
          ],
        ],
      ],
    },
  )
})

test('the ticks of a long outage are counted, those of a cron expression to a thousand, and the last of them is told', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: SECOND })
  const cron = { script_id: 1, name: 'Cron', cron: '* * 0-11 * * *' }
  await app.request('POST', '/api/schedules', { body: cron })
  clock.set(clock.now() + 48 * HOUR)
  await clock.advance(10 * SECOND)
  await clock.settle()
  const missed = async (id: number) => {
    const [first] = await ticksOf(app, id)
    return first && [first.outcome, first.time, first.until, first.count]
  }
  while (!((await missed(1)) && (await missed(2)))) await clock.settle()
  assert.deepEqual(await missed(1), [
    'missed',
    '2026-01-01T00:00:01.000Z',
    '2026-01-02T23:59:00.000Z',
    172_740,
  ])
  assert.deepEqual(await missed(2), ['missed', '2026-01-01T00:00:01.000Z', '2026-01-02T11:59:59.000Z', 1000])
})

test('a clock that is set back into a long outage makes up for the ticks of its last minute', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: SECOND, overlap: 'allow_all' })
  clock.set(clock.now() + 24 * HOUR)
  await clock.advance(10 * SECOND)
  await clock.settle()
  clock.set(clock.now() - 12 * HOUR)
  await clock.advance(10 * SECOND)
  await clock.settle()
  const { data } = (await app.request('GET', '/api/executions?limit=200')).json
  const noon = START + 12 * HOUR
  const times = data
    .map(({ trigger }: { trigger: { scheduled_at: string } }) => Date.parse(trigger.scheduled_at))
    .filter((tick: number) => tick < noon + HOUR)
  assert.equal(Math.min(...times), noon - MINUTE + 10 * SECOND)
  assert.equal(new Set(times).size, times.length)
})
