/** Entry point of `npm run bench`; see README.md in this folder. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { count, list } from '../src/config/env-values.ts'
import { type Figure, readBaseline, regression, toFigures, writeBaseline } from './baseline.ts'
import type { Case, Metrics } from './case.ts'
import { binary } from './cases/binary.ts'
import { execute } from './cases/execute.ts'
import { groupFile, joinFiles } from './cases/files.ts'
import { forEachRequests } from './cases/for-each-requests.ts'
import { graphGrowth } from './cases/graph-growth.ts'
import { lightNodesInLine } from './cases/light-nodes.ts'
import { manyExecutions } from './cases/many-executions.ts'
import { mixedLoad } from './cases/mixed-load.ts'
import { nodesExecute } from './cases/nodes-execute.ts'
import { overload } from './cases/overload.ts'
import { parallelWaits } from './cases/parallel-waits.ts'
import { queueMemory } from './cases/queue-memory.ts'
import { residentMemory } from './cases/resident-memory.ts'
import { scheduleBurst, scheduleLateness } from './cases/schedule-lateness.ts'
import { scriptList } from './cases/script-list.ts'
import { scriptRead } from './cases/script-read.ts'
import { scriptSave } from './cases/script-save.ts'
import { statsIncrement } from './cases/stats-increment.ts'
import { statsPut } from './cases/stats-put.ts'
import { webhook } from './cases/webhook.ts'
import { describeSide, judge, type Samples, table, type Verdict } from './report.ts'
import { Workbench } from './workbench.ts'

const cases: readonly Case[] = [
  scriptRead,
  scriptList,
  scriptSave,
  statsPut,
  statsIncrement,
  execute,
  nodesExecute,
  graphGrowth,
  queueMemory,
  residentMemory,
  manyExecutions,
  mixedLoad,
  lightNodesInLine,
  parallelWaits,
  overload,
  scheduleLateness,
  scheduleBurst,
  webhook,
  groupFile,
  joinFiles,
  forEachRequests,
  binary,
]

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    executions: { type: 'string' },
    binary: { type: 'boolean', default: false },
    profile: { type: 'string' },
    check: { type: 'boolean', default: false },
    'write-baseline': { type: 'boolean', default: false },
  },
})

const options = z
  .object({
    only: list(z.string()).optional(),
    rounds: count().prefault('5'),
    seconds: count().prefault('3'),
    executions: count().prefault('1000000'),
    binary: z.boolean(),
    profile: z
      .string()
      .transform((path) => resolve(path))
      .optional(),
  })
  .parse(values)

const chosen = (): readonly Case[] => {
  const names = options.only
  const unknown = names?.filter((name) => !cases.some((each) => each.name === name)) ?? []
  if (unknown.length > 0) {
    throw new Error(`no case ${unknown.join()}; there are ${cases.map(({ name }) => name).join()}`)
  }
  return cases.filter(({ name }) => names?.includes(name) ?? true)
}

/** Measures all sides in turn, round by round, so that a disturbance of the machine affects them alike. */
const measure = async ({ setUp, rounds = options.rounds }: Case): Promise<Samples> => {
  await using bench = new Workbench(options)
  const sides = Object.entries(await setUp(bench))
  const samples = new Map(sides.map(([name]) => [name, [] as Metrics[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of sides) samples.get(name)?.push(await run())
  }
  return samples
}

const baseline = readBaseline()
const verdicts: Verdict[] = []
const measured: Record<string, Figure> = {}
const regressions: string[] = []
for (const each of chosen()) {
  console.log(`\n${each.name}: ${each.measures}`)
  try {
    const samples = await measure(each)
    for (const [side, found] of samples) console.log(`  ${describeSide(side, found)}`)
    for (const target of each.targets) {
      verdicts.push(judge(each.name, target, samples))
      Object.assign(measured, toFigures(each.name, target, samples))
      regressions.push(
        ...[regression(baseline, each.name, { target, samples })].filter((text) => text !== undefined),
      )
    }
  } catch (error) {
    console.error(error)
    process.exitCode = 1
    verdicts.push({ name: each.name, figure: 'failed', value: String(error).split('\n')[0] ?? '' })
  }
}
console.log(`\n${table(verdicts)}`)
if (values['write-baseline']) writeBaseline(measured)
if (values.check) {
  for (const text of regressions) console.error(`\nworse than before: ${text}`)
  if (regressions.length > 0) process.exitCode = 1
}
