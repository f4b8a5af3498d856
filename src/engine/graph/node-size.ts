import type { Problem } from '../../domain/errors.ts'
import { parsedLength } from '../expressions/coalescing-depth.ts'
import { mayHoldExpression, sourcesIn } from '../expressions/expressions-in.ts'
import { isVerbatim, type NodeType } from '../node-type.ts'
import type { GraphNode } from './graph.ts'

/** Work on one node is not interrupted, so there must not be too much of it. `template` is the length of a text. */
export const MAX_NODE = { values: 20_000, expressions: 1000, template: 100_000 } as const

export interface NodeSize {
  /** Characters of its expressions that have to be parsed. */
  readonly parsed: number
  readonly problems: readonly Problem[]
}

/** How large a node is, and what of it is too large; `path` is its own. */
export const measureNode = (
  { parameters, metadata }: Pick<GraphNode, 'parameters' | 'metadata'>,
  type: NodeType | undefined,
  path: string,
): NodeSize => {
  const counts = new Counts()
  if (metadata !== undefined) counts.addValue(metadata)
  for (const name of Object.keys(parameters)) {
    if (counts.values > MAX_NODE.values) break
    const value = parameters[name]
    if (!type || !isVerbatim(type, name, value)) counts.addTemplates(value)
    else if (type.language === undefined) counts.addText(value, [value])
  }
  const found = [
    { code: 'node_has_too_many_values', count: counts.values, maximum: MAX_NODE.values },
    { code: 'node_has_too_many_expressions', count: counts.expressions, maximum: MAX_NODE.expressions },
    { code: 'template_too_long', count: counts.longest, maximum: MAX_NODE.template },
  ]
  const problems = found
    .filter(({ count, maximum }) => count > maximum)
    .map(({ code, maximum }) => ({ path: `${path}.parameters`, code, values: { maximum } }))
  return { parsed: counts.parsed, problems }
}

/** Up to the most that a node may have: `Object.values` of very many names takes three times as long as their list. */
const partsOf = (value: object): readonly unknown[] =>
  Array.isArray(value)
    ? value.slice(0, MAX_NODE.values + 1)
    : Object.keys(value)
        .slice(0, MAX_NODE.values + 1)
        .map((name) => value[name as keyof typeof value])

class Counts {
  values = 0
  expressions = 0
  /** Length of the longest text with expressions. */
  longest = 0
  parsed = 0

  addValue(value: unknown) {
    if (++this.values > MAX_NODE.values || typeof value !== 'object' || value === null) return
    for (const part of partsOf(value)) this.addValue(part)
  }

  addTemplates(value: unknown) {
    if (typeof value === 'string' && mayHoldExpression(value)) {
      this.addText(value, value.length > MAX_NODE.template ? [] : sourcesIn(value))
    }
    if (++this.values > MAX_NODE.values || typeof value !== 'object' || value === null) return
    for (const part of partsOf(value)) this.addTemplates(part)
  }

  /** Expressions are not looked at when their text is too long anyway. */
  addText(text: string, sources: readonly string[]) {
    this.longest = Math.max(this.longest, text.length)
    this.parsed += text.length
    this.expressions += sources.length
    if (text.length > MAX_NODE.template) return
    for (const source of sources) this.parsed += parsedLength(source) - source.length
  }
}
