import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { BackupSchedule } from '../../../src/features/backups/schedule.ts'
import { captureLog } from '../../support/log-capture.ts'
import { createFolder } from '../../support/process/command.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface ScheduleOptions {
  readonly schedule?: string
  readonly keep?: number
  makeBackup?(file: string, signal: AbortSignal): Promise<void>
}

/** A started schedule over an empty folder, by default at 3:00 each night; it is half past one. */
const setUp = async (t: TestContext, options: ScheduleOptions = {}) => {
  const folder = await createFolder(t)
  const clock = new ManualClock(Date.UTC(2026, 10, 24, 1, 30))
  const { logger, lines } = captureLog()
  const { makeBackup = (file) => writeFile(file, 'whole'), ...others } = options
  let begun = 0
  const schedule = new BackupSchedule({
    database: join(folder, 'scriptd.db'),
    dir: join(folder, 'backups'),
    schedule: '0 3 * * *',
    keep: 0,
    ...others,
    makeBackup: (file, signal) => {
      begun++
      return makeBackup(file, signal)
    },
    clock,
    logger,
  })
  schedule.start()
  t.after(() => schedule.close())
  const backups = join(folder, 'backups')
  const names = async () => (await readdir(backups).catch(() => [])).sort()
  /** Lets time go by until this many lines were logged, but none while a backup is made. */
  const untilLogged = async (count: number) => {
    while (lines.length < count) await (begun > lines.length ? pause(5) : clock.advance(MINUTE))
  }
  return { folder, backups, clock, lines, schedule, names, untilLogged }
}

test('a backup is made at each time of the schedule and named after that time', async (t) => {
  const { clock, names, lines, untilLogged } = await setUp(t)
  await clock.advance(1.5 * HOUR - 1)
  assert.deepEqual(await names(), [])
  await untilLogged(2)
  assert.deepEqual(await names(), ['scriptd-20261124T030000Z.db', 'scriptd-20261125T030000Z.db'])
  assert.deepEqual(
    lines.map(({ level, msg, bytes }) => [level, msg, bytes]),
    [
      ['info', 'backup made', 5],
      ['info', 'backup made', 5],
    ],
  )
})

test('only the newest backups are kept, and nothing is removed that the schedule has not made', async (t) => {
  const { backups, names, untilLogged } = await setUp(t, { keep: 2 })
  const others = [
    'scriptd-20250101T030000Z.db-wal',
    'scriptd-before-upgrade.db',
    'other-20250101T030000Z.db',
    'my-scriptd-20250101T030000Z.db',
  ]
  await mkdir(backups)
  for (const name of others) await writeFile(join(backups, name), '')
  await writeFile(join(backups, 'scriptd-20250101T030000Z.db'), '')
  await writeFile(join(backups, 'scriptd-20250102T030000Z.db.partial-killed'), '')
  await untilLogged(3)
  // The oldest go after the line is logged.
  while ((await names()).length > others.length + 2) await pause(5)
  assert.deepEqual(
    await names(),
    [...others, 'scriptd-20261125T030000Z.db', 'scriptd-20261126T030000Z.db'].sort(),
  )
})

test('a failed backup is logged as an error and does not prevent the next one', async (t) => {
  let count = 0
  const makeBackup = async (file: string) => {
    count++
    if (count === 1) throw new Error('the disk is full')
    await writeFile(file, 'whole')
  }
  const { lines, names, untilLogged } = await setUp(t, { makeBackup })
  await untilLogged(2)
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg]),
    [
      ['error', 'backup failed'],
      ['info', 'backup made'],
    ],
  )
  assert.match(JSON.stringify(lines[0]), /the disk is full/)
  assert.deepEqual(await names(), ['scriptd-20261125T030000Z.db'])
})

test('backups do not overlap', async (t) => {
  let running = 0
  let most = 0
  const ends: (() => void)[] = []
  const makeBackup = async (file: string) => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => ends.push(resolve))
    running--
    await writeFile(file, 'whole')
  }
  const { clock, untilLogged } = await setUp(t, { schedule: '* * * * *', makeBackup })
  while (ends.length === 0) await clock.advance(MINUTE)
  await clock.advance(10 * MINUTE)
  assert.equal(ends.length, 1)
  ends[0]?.()
  await untilLogged(1)
  while (ends.length === 1) await clock.advance(MINUTE)
  assert.equal(most, 1)
  ends[1]?.()
})

test('closing stops the running backup, and none follows', async (t) => {
  const begun = Promise.withResolvers<void>()
  const makeBackup = (_file: string, signal: AbortSignal) => {
    begun.resolve()
    return new Promise<void>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const { clock, schedule, lines, names } = await setUp(t, { makeBackup })
  await Promise.all([begun.promise, clock.advance(2 * HOUR)])
  await schedule.close()
  await clock.advance(48 * HOUR)
  assert.deepEqual([lines, await names()], [[], []])
})
