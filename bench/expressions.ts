/** `node bench/expressions.ts`: what an expression costs beside plain JSONata, and who evaluates those of the documents. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import jsonata from 'jsonata'
import { astOf } from '../src/engine/expressions/ast.ts'
import { Expressions } from '../src/engine/expressions/expressions.ts'
import { compileFast } from '../src/engine/expressions/fast/compile.ts'
import { splitTemplate } from '../src/engine/expressions/template-scanner.ts'
import { median } from './statistics.ts'

const ROUNDS = 3000
/** What an evaluation in a worker may take longer than plain JSONata. */
const MAX_EXTRA_US = 150

const SOURCES = [
  'input.total > 10',
  '$sum(input.items.(price * quantity))',
  '{ "a": input.total, "b": params.x, "c": nodes.a.b }',
  'input.items[price > 3].name',
  '{ "url": input.name, "at": $millis() }',
  '$distinct(input.items.name)',
  '$contains(input.name, /K.m/)',
  '$replace(input.name, /i/, "o")',
  'input.items{ name: $sum(price) }',
  'input.items^(>price)[0].name',
  '$map(input.items, function($item) { $item.price * 2 })',
]

const items = Array.from({ length: 10 }, (_, id) => ({ name: `n${id % 3}`, price: id, quantity: 2 }))
const scope = {
  input: { total: 12, name: 'Kim', items },
  nodes: { a: { b: 3 } },
  params: { x: 5 },
  execution: { id: 'ex_1', script_id: 1 },
}

const time = async (evaluate: () => unknown): Promise<number> => {
  const start = performance.now()
  const found = evaluate()
  if (found instanceof Promise) await found
  return (performance.now() - start) * 1000
}

/** Medians in microseconds; the two take turns, so that other load on the machine meets both. */
const compare = async (source: string, expressions: Expressions) => {
  const compiled = jsonata(source, { timeout: 1000, stack: 5000, sequence: 1_000_000 })
  const plain: number[] = []
  const ours: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await time(() => compiled.evaluate(scope)))
    ours.push(await time(() => expressions.evaluate(source, scope)))
    if (round % 50 === 0) await nextTurn()
  }
  return { plain: median(plain), ours: median(ours) }
}

const hasFastForm = (source: string) => compileFast(astOf(jsonata(source))) !== undefined

const showCosts = async () => {
  const expressions = new Expressions()
  console.log('| expression | lane | JSONata | here |\n|---|---|---|---|')
  for (const source of SOURCES) {
    const { plain, ours } = await compare(source, expressions)
    const isFast = hasFastForm(source)
    console.log(
      `| \`${source}\` | ${isFast ? 'fast' : 'worker'} | ${plain.toFixed(1)} µs | ${ours.toFixed(1)} µs |`,
    )
    if (!isFast && ours > plain + MAX_EXTRA_US) console.log(`more than ${MAX_EXTRA_US} µs over JSONata`)
  }
  await expressions.close()
}

const ROOT = join(import.meta.dirname, '..')
const DOCUMENTS = [
  'README.md',
  'docs/**/*.md',
  'examples/*/*.{json,jsonata}',
  'src/engine/node-types/*.ts',
  'test/**/*.ts',
]

const isSource = (source: string): boolean => {
  try {
    return jsonata(source).ast() !== undefined
  } catch {
    return false
  }
}

/** The expressions of a text: values of the parameters that are expressions, and those in templates. */
const expressionsIn = (file: string): string[] => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  if (file.endsWith('.jsonata')) return [text]
  const values = text.matchAll(/\b(?:expression|items)["']?: *(?:"((?:[^"\\\n]|\\.)*)"|'([^'\\\n]*)')/g)
  const templates = text.matchAll(/"((?:[^"\\\n]|\\.)*\{\{(?:[^"\\\n]|\\.)*)"|'([^'\\\n]*\{\{[^'\\\n]*)'/g)
  const unescaped = ([, json, plain]: RegExpExecArray) =>
    json === undefined ? (plain ?? '') : json.replace(/\\(.)/g, '$1')
  const parts = [...templates].flatMap((match) => splitTemplate(unescaped(match)))
  return [
    ...[...values].map(unescaped),
    ...parts.flatMap((part) => ('expression' in part ? part.expression : [])),
  ]
}

const showShare = (pattern: string) => {
  const found = new Set(
    globSync(pattern, { cwd: ROOT })
      .flatMap(expressionsIn)
      .map((source) => source.trim()),
  )
  const valid = [...found].filter((source) => !source.startsWith('@') && isSource(source))
  console.log(`${pattern}: ${valid.filter(hasFastForm).length} of ${valid.length} have a fast form`)
}

for (const pattern of DOCUMENTS) showShare(pattern)
await showCosts()
