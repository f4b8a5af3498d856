import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Target } from './case.ts'
import { ratiosOf, type Samples } from './report.ts'

const FILE = join(import.meta.dirname, 'baseline.json')

/** What rounds of one run differ by even on a quiet machine. */
const MIN_NOISE = 0.1

const Figure = z.object({
  ratio: z.number(),
  /** By which share of the ratio it may be worse without a reason. */
  noise: z.number(),
})
export type Figure = z.output<typeof Figure>

/** The committed ratios, by `figureName`. */
export type Baseline = Readonly<Record<string, Figure>>

export const readBaseline = (): Baseline =>
  z.record(z.string(), Figure).parse(JSON.parse(readFileSync(FILE, 'utf8')))

/** Replaces the measured figures, and keeps all others. */
export const writeBaseline = (measured: Baseline): void => {
  const all = Object.entries({ ...readBaseline(), ...measured }).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const lines = all.map(
    ([name, { ratio, noise }]) => `  ${JSON.stringify(name)}: { "ratio": ${ratio}, "noise": ${noise} }`,
  )
  writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`)
}

const figureName = (name: string, { side, metric, to }: Target): string =>
  `${name}: ${metric} of ${side} to ${to}`

/** The measured ratio of a target that compares two sides, by its name; nothing where one of them is not present. */
export const toFigures = (name: string, target: Target, samples: Samples): Baseline => {
  const found = ratiosOf(target, samples)
  if (!found) return {}
  const { ratio, rounds } = found
  const spread = (Math.max(...rounds) - Math.min(...rounds)) / 2 / ratio
  const rounded = {
    ratio: Number(ratio.toPrecision(3)),
    noise: Number(Math.max(MIN_NOISE, spread).toFixed(2)),
  }
  return { [figureName(name, target)]: rounded }
}

/** What is wrong with the ratio of a target, in comparison with the baseline; `undefined` for nothing. */
export const regression = (
  baseline: Baseline,
  name: string,
  { target, samples }: { readonly target: Target; readonly samples: Samples },
): string | undefined => {
  const figure = figureName(name, target)
  const [before, now] = [baseline[figure], toFigures(name, target, samples)[figure]]
  if (!before || !now) return undefined
  const isBetterHigh = target.atLeast !== undefined
  const worst = isBetterHigh ? before.ratio * (1 - before.noise) : before.ratio * (1 + before.noise)
  const holds = isBetterHigh ? now.ratio >= worst : now.ratio <= worst
  if (holds) return undefined
  const bound = `${isBetterHigh ? 'at least' : 'at most'} ${worst.toPrecision(3)}`
  return `${figure} is ${now.ratio}; the baseline is ${before.ratio}, so ${bound} was expected`
}
