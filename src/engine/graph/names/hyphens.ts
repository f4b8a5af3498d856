import type { Subtraction } from '../../expressions/names/names-in.ts'
import { inExpression, type Nameable, type NameProblem, quoted, scopeNames } from './nameable.ts'

export interface HyphenProblems {
  readonly problems: readonly NameProblem[]
  /** First names of paths, and ids after `nodes.`, that are unknown only because of a missing backtick. */
  readonly explained: ReadonlySet<string>
}

/** Names with a hyphen and without backticks, which are read as a subtraction. */
export const hyphenProblems = (subtractions: readonly Subtraction[], nameable: Nameable): HyphenProblems => {
  const problems: NameProblem[] = []
  const explained = new Set<string>()
  for (const subtraction of subtractions) {
    const { path, names } = subtraction
    const [name = ''] = names
    const meant = explained.has(name) ? undefined : meantBy(subtraction, nameable)
    if (!meant) continue
    const parts = names.slice(0, meant.used)
    const written = [path.join('.'), ...parts].join('-')
    problems.push({ code: 'hyphen_without_backticks', values: { name: written }, meant: meant.text })
    for (const each of [...parts, path.join('.')]) explained.add(each)
  }
  return { problems, explained }
}

interface Meant {
  readonly text: string
  /** How many of the names that are subtracted belong to it. */
  readonly used: number
}

const meantBy = ({ path, names }: Subtraction, nameable: Nameable): Meant | undefined => {
  const [name = ''] = names
  const known = scopeNames(nameable)
  if (known.includes(name)) return undefined
  const [root = ''] = path
  const last = path.at(-1) ?? ''
  const isNode = path.length === (root === 'nodes' ? 2 : 1)
  if (isNode) return meantNode([last, ...names], nameable)
  const isField = known.includes(root) && path.length > 1
  return isField
    ? { text: `${path.slice(0, -1).map(quoted).join('.')}.${quoted(`${last}-${name}`)}`, used: 1 }
    : undefined
}

/**
 * The node whose id is made of as many of the names as possible with hyphens between them, or that was most likely
 * meant.
 */
const meantNode = (names: readonly string[], nameable: Nameable): Meant | undefined => {
  for (let used = names.length - 1; used > 0; used--) {
    const id = names.slice(0, used + 1).join('-')
    if (nameable.hasNode(id)) return { text: inExpression(id), used }
  }
  const [first = ''] = names
  const meant = nameable.hasNode(first) ? undefined : nameable.meantNode(names.join('-'))
  return meant === undefined ? undefined : { text: inExpression(meant), used: names.length - 1 }
}
