import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { StatsRepository } from '../../../src/features/dashboard/repository.ts'
import { createDatabase } from '../../support/db/database.ts'

const clock = { now: () => 0, sleep: () => Promise.resolve() }

// Values at the edge of the range make sums that leave it, alone or together with others.
const amount = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 9e15, -9e15),
)

const write = fc.record({
  op: fc.constantFrom('set', 'add'),
  amounts: fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '__proto__'), amount), {
    minLength: 1,
    selector: ([key]) => key,
  }),
})

interface Write {
  readonly op: string
  readonly amounts: readonly (readonly [string, number])[]
}

type Outcome = Readonly<Record<string, number>> | 'out of range' | undefined

/** One write after another on a plain map: all of it or, when a value leaves the range, nothing. */
const applyTo = (stored: Map<string, number>, { op, amounts }: Write): Outcome => {
  const after = amounts.map(
    ([key, value]) => [key, op === 'set' ? value : (stored.get(key) ?? 0) + value] as const,
  )
  if (!after.every(([, value]) => Number.isSafeInteger(value))) return 'out of range'
  for (const [key, value] of after) stored.set(key, value)
  return op === 'set' ? undefined : Object.fromEntries(after)
}

const makeIn = async (stats: StatsRepository, { op, amounts }: Write): Promise<Outcome> => {
  const values = Object.fromEntries(amounts)
  try {
    if (op === 'add') return Object.fromEntries(await stats.add(values))
    return await stats.set(values).then(() => undefined)
  } catch (error) {
    assert.match(String(error), /STAT_OUT_OF_RANGE/)
    return 'out of range'
  }
}

test('writes that share commits have the same results as single ones', async (t) => {
  const { database, writer } = await createDatabase(t)
  const stats = new StatsRepository(database, writer, clock)
  const commits = fc.array(fc.array(write, { minLength: 1, maxLength: 6 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(commits, async (batches) => {
      await database.execute('DELETE FROM dashboard_stats')
      const expected = new Map<string, number>()
      for (const batch of batches) {
        const outcomes = await Promise.all(batch.map((each) => makeIn(stats, each)))
        assert.deepEqual(
          outcomes,
          batch.map((each) => applyTo(expected, each)),
        )
      }
      const { stats: stored } = await stats.overview()
      assert.deepEqual(new Map(stored), expected)
    }),
  )
})

test('the table refuses values that JSON cannot represent exactly', async (t) => {
  const { database } = await createDatabase(t)
  const insert = `INSERT INTO dashboard_stats VALUES ('a', 9007199254740992, '')`
  await assert.rejects(database.execute(insert), /CHECK constraint failed/)
})
