import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../support/process/command.ts'
import { CrashRun } from './support/crash-run.ts'
import { Effects } from './support/effects.ts'
import { seededRandom } from './support/random.ts'
import type { Snapshot } from './support/snapshot.ts'
import { withCopy } from './support/snapshot.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
const ROUNDS = Number(CRASH_ROUNDS)
// A run that accepted less proves little: it continues until it has.
const MIN_ACCEPTED = 120
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 1_700_000

/** Effects of nodes that had already ended on disk in an earlier life, and effects that happened twice in one life. */
const doubledEffects = ({ seen }: Effects, snapshots: readonly Snapshot[]): string[] => {
  const inOneLife = new Set<string>()
  return seen.flatMap(({ key, life }) => {
    const isRepeated = snapshots.slice(0, life).some(({ endedNodes }) => endedNodes.has(key))
    const name = `${key} in life ${life}`
    const isTwice = inOneLife.has(name) && !key.endsWith('|after')
    inOneLife.add(name)
    return isRepeated || isTwice ? [name] : []
  })
}

/** Executions whose final state on disk after one kill differs after a later one. */
const changedEnds = (snapshots: readonly Snapshot[]): string[] =>
  snapshots.flatMap(({ ended }, index) => {
    const next = snapshots[index + 1]
    return next ? [...ended].filter(([id, end]) => next.ended.get(id) !== end).map(([id]) => id) : []
  })

/** `stats` nodes count once for each completion, and at most once for each attempt. */
const checkCounter = (folder: string) =>
  withCopy(join(folder, 'data'), async (client) => {
    const { rows } = await client.execute(`SELECT count(*) AS least, coalesce(sum(attempts), 0) AS most,
      coalesce((SELECT stat_value FROM dashboard_stats WHERE stat_key = 'loops'), 0) AS value
      FROM node_executions WHERE type = 'stats' AND status = 'completed'`)
    const { least, most, value } = Object(rows[0])
    assert.ok(least <= value && value <= most, `${value} increments by ${least} nodes in ${most} attempts`)
  })

const liveAndDie = async (run: CrashRun) => {
  await run.liveUntil('during-migration')
  run.startClients()
  for (let round = 0; round < ROUNDS; round++) {
    await run.liveUntil(`after-create:${1 + round}`)
    await run.live(10)
    await run.liveShortly(300, 1000)
    for (const point of ['after-claim:7', 'after-queue:3', 'after-node:5', 'before-stats-flush']) {
      await run.liveUntil(point)
      await run.live(20)
    }
    for (const point of [
      'after-stats-flush',
      'before-finish:3',
      'after-finish:3',
      'before-answer',
      'after-answer',
    ]) {
      await run.liveUntil(point)
      await run.liveShortly(500, 1500)
    }
  }
  while (run.clients.executions.length < MIN_ACCEPTED) await run.live(50)
  await run.end()
}

const setUp = async (t: TestContext) => {
  const folder = await createFolder(t)
  const effects = await Effects.listen(t)
  const run = new CrashRun({ folder, effects, random: seededRandom(Number(CRASH_SEED)) })
  t.after(() => run.close())
  return { folder, effects, run }
}

const name =
  'accepted work is never lost and finished work never repeated, however often the server is killed'

test(name, { timeout: TIMEOUT_MS }, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const { folder, effects, run } = await setUp(t)
  await liveAndDie(run)

  const { snapshots, clients, readyMs, met } = run
  const last = snapshots.at(-1)
  assert.ok(last)
  const accepted = clients.executions.map(({ id }) => id)
  const lost = accepted.filter((id) => !last.ended.has(id))
  const doubled = doubledEffects(effects, snapshots)
  const changed = changedEnds(snapshots)
  const table = {
    kills: snapshots.length - 1,
    'fail points met': met.size,
    'executions accepted': accepted.length,
    'scripts created': clients.created.length,
    'requests repeated': clients.repeated,
    effects: effects.seen.length,
    resumed: [...last.attempts.values()].filter((attempts) => attempts > 1).length,
    lost: lost.length,
    doubled: doubled.length,
    'ends changed': changed.length,
    'longest start (ms)': Math.round(Math.max(...readyMs)),
  }
  for (const [label, value] of Object.entries(table)) t.diagnostic(`${label.padEnd(20)} ${value}`)

  assert.deepEqual({ lost, doubled, changed }, { lost: [], doubled: [], changed: [] })
  assert.equal(new Set(accepted).size, accepted.length, 'two requests were answered with the same execution')
  assert.deepEqual([...last.attempts.keys()].sort(), accepted.toSorted(), 'a request led to two executions')
  assert.equal(
    new Set(clients.created).size,
    clients.created.length,
    'two requests were answered with the same script',
  )
  await checkCounter(folder)
  assert.ok(table.kills >= 20)
  assert.ok(table['fail points met'] >= 5)
  assert.ok(table.resumed > 0, 'no execution was interrupted, so nothing was proved')
})
