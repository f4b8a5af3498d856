import type { Metrics, Target } from './case.ts'
import { median } from './statistics.ts'

/** The results of all rounds, by side. */
export type Samples = ReadonlyMap<string, readonly Metrics[]>

/** A row of the table. */
export interface Verdict {
  readonly name: string
  readonly figure: string
  readonly value?: string
  readonly other?: string
  readonly ratio?: string
  readonly byCpu?: string
  readonly target?: string
  readonly met?: string
}

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

/** The medians of all figures of one side. */
export const describeSide = (side: string, rounds: readonly Metrics[]): string => {
  const names = Object.keys(rounds[0] ?? {})
  return `${side}: ${names.map((name) => `${name} ${number(median(valuesOf(rounds, name)))}`).join(', ')}`
}

/** The ratio of the medians of both sides of a target, and that of each round; `undefined` unless both are present. */
export const ratiosOf = ({ side, metric, to }: Target, samples: Samples) => {
  if (to === undefined || !samples.has(side) || !samples.has(to)) return undefined
  const [own, others] = [valuesOf(samples.get(side), metric), valuesOf(samples.get(to), metric)]
  const rounds = own.map((value, round) => value / (others[round] ?? Number.NaN))
  return { ratio: median(own) / median(others), rounds, other: median(others) }
}

/** Compares the median of the rounds with the target; ratios also show their smallest and largest round. */
export const judge = (name: string, target: Target, samples: Samples): Verdict => {
  const { side, metric, to, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = target
  const own = valuesOf(samples.get(side), metric)
  const compared = ratiosOf(target, samples)
  if (to !== undefined && !compared)
    return { name, figure: `${metric} of ${side}`, value: number(median(own)), other: `no ${to}` }
  const judged = compared ? compared.ratio : median(own)
  const wanted = target.atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`
  const verdict = { name, figure: `${metric} of ${side}`, value: number(median(own)), target: wanted }
  const met = judged >= atLeast && judged <= atMost ? 'yes' : 'no'
  if (!compared || to === undefined) return { ...verdict, met }
  const { rounds, other } = compared
  return {
    ...verdict,
    other: `${number(other)} ${to}`,
    ratio: `${number(judged)} (${number(Math.min(...rounds))}–${number(Math.max(...rounds))})`,
    ...(metric === 'rate' && { byCpu: number(cpuRatio(samples.get(side), samples.get(to))) }),
    met,
  }
}

const cpuRatio = (own: readonly Metrics[] = [], others: readonly Metrics[] = []): number =>
  median(valuesOf(others, 'cpu')) / median(valuesOf(own, 'cpu'))

const valuesOf = (rounds: readonly Metrics[] = [], name: string): number[] =>
  rounds.map((metrics) => {
    const value = metrics[name]
    if (value === undefined) throw new Error(`nothing measured ${name}`)
    return value
  })

const columns: readonly (readonly [field: keyof Verdict, title: string])[] = [
  ['name', 'case'],
  ['figure', 'figure'],
  ['value', 'ours'],
  ['other', 'to'],
  ['ratio', 'ratio (rounds)'],
  ['byCpu', 'by CPU'],
  ['target', 'target'],
  ['met', 'met'],
]

/** The table as Markdown. */
export const table = (verdicts: readonly Verdict[]): string => {
  const lines = [
    columns.map(([, title]) => title),
    columns.map(() => '---'),
    ...verdicts.map((verdict) => columns.map(([field]) => verdict[field] ?? '')),
  ]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)))
  const pad = (cell: string, index: number) => cell.padEnd(widths[index] ?? 0)
  return lines.map((line) => `| ${line.map(pad).join(' | ')} |`).join('\n')
}
