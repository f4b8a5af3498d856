import type { AstNode } from './ast.ts'
import { SECRET } from './secrets.ts'

/** Characters that count as much as a value. */
export const UNIT = 8

/** An argument as the rules see it. */
export interface Argument {
  readonly node: AstNode
  /** Infinite when it is too much to be gone through in one step. */
  readonly growth: number
  /** Whether it may be looked at and forgotten. */
  readonly isPassing: boolean
}

export interface FunctionRule {
  /** Nothing it does takes longer for more data. */
  readonly isFixed?: boolean
  readonly least: number
  readonly most: number
  /** How many times larger than what its place was given the result may be. */
  growth(given: readonly Argument[]): number
}

/**
 * The built-in functions that take a time in proportion to their arguments. Missing are those that follow a pattern
 * or a picture (regular expressions, most of dates), evaluate text, compare each item with each other (`$distinct`,
 * `$spread`, `$sort`) or build on their own results (`$reduce`), and all that nobody has looked at.
 */
export const functionRule = (name: string): FunctionRule | undefined => RULES.get(name)

/** A number or a truth comes out. */
const look = (least: number, most = least, isFixed = false): FunctionRule => ({
  isFixed,
  least,
  most,
  growth: (given) => (given.every(({ isPassing }) => isPassing) ? 1 : Infinity),
})

/** As large as the arguments together, times a factor. */
const scale = (by: number, least = 1, most = least): FunctionRule => ({
  least,
  most,
  growth: (given) => given.reduce((sum, { growth }) => sum + by * growth, 0),
})

/** As large as the first argument, times a factor that the others, which must be literals, decide on. */
const literals = (least: number, most: number, by: (...values: Literal[]) => number): FunctionRule => ({
  least,
  most,
  growth([first, ...others]) {
    const values = others.map(({ node }) => literalOf(node))
    return first && values.every((value) => value !== undefined) ? first.growth * by(...values) : Infinity
  },
})

type Literal = string | number

const literalOf = (node: AstNode): Literal | undefined => {
  if (node.type === 'string' || node.type === 'number') return node.value
  if (node.type !== 'unary' || node.value !== '-') return undefined
  return node.expression.type === 'number' ? -node.expression.value : undefined
}

const sizeOf = (text: Literal): number => String(text).length / UNIT

const named = (names: string, rule: FunctionRule) => names.split(' ').map((name) => [name, rule] as const)

// The longest secret, whatever its name.
const SECRET_RULE: FunctionRule = { isFixed: true, least: 1, most: 1, growth: () => 65_536 / UNIT }

const RULES: ReadonlyMap<string, FunctionRule> = new Map([
  ...named(SECRET, SECRET_RULE),
  ...named('count exists type', look(1, 1, true)),
  ...named('now millis random', look(0, 0, true)),
  ...named('fromMillis toMillis', look(1)),
  ...named('sum max min average length number boolean not abs floor ceil sqrt', look(1)),
  ...named('contains power', look(2)),
  ...named('round error', look(1, 2)),
  ...named('assert', look(1, 2)),
  ...named('trim keys merge reverse shuffle base64decode decodeUrl decodeUrlComponent', scale(1)),
  ...named('substringBefore substringAfter append lookup', scale(1, 2)),
  ...named('substring', scale(1, 2, 3)),
  ...named('base64encode', scale(2)),
  ...named('string', scale(2, 1, 2)),
  ...named('uppercase lowercase', scale(3)),
  ...named('encodeUrl encodeUrlComponent', scale(9)),
  ...named(
    'join',
    literals(1, 2, (separator = '') => 1 + sizeOf(separator)),
  ),
  ...named(
    'split',
    literals(2, 2, () => UNIT),
  ),
  ...named(
    'replace',
    literals(3, 3, (_, replacement = '') => 1 + String(replacement).length),
  ),
  ...named(
    'pad',
    literals(2, 3, (width, char = ' ') => 1 + Math.abs(Number(width)) * sizeOf(char || ' ')),
  ),
  ...named(
    'formatNumber',
    literals(2, 2, (picture = '') => 1 + sizeOf(picture)),
  ),
])
