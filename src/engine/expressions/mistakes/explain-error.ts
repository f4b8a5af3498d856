import { isRecord } from '../../../lib/json/is-record.ts'
import { nearest } from '../../../lib/text/nearest.ts'
import { callOf, FUNCTION_NAMES, FUNCTIONS } from '../functions/functions.ts'
import { SECRET } from '../secrets.ts'
import { nearMistake } from './near-mistake.ts'
import { ENVIRONMENT, NODES_INSTEAD, OTHER_NAMES } from './other-names.ts'

const MAX_MESSAGE = 1000
const MAX_NAME = 100

const ADVICE_OF_BRACES = 'in JSONata, $ comes only before names of variables and functions; join texts with &'

/** Operators of other languages, by the text around the mistake; longer ones first. */
const OPERATORS: readonly (readonly [text: string, advice: string])[] = [
  ['!==', 'use != to compare'],
  ['===', 'use a single = to compare'],
  ['==', 'use a single = to compare'],
  ['<>', 'use != to compare'],
  ['&&', 'use and'],
  ['||', 'use or'],
  ['=>', 'write function($x){ … }'],
  ['?.', 'use a plain . , which finds nothing where a value is missing'],
  ['**', 'use $power(base, exponent)'],
  ['->', 'use a plain . to reach a field'],
  ['++', 'variables cannot be changed; use + 1'],
  ['${', ADVICE_OF_BRACES],
]

const SYNTAX = new Set(['S0201', 'S0202', 'S0204', 'S0207', 'S0211', 'S0213'])
const WRONG_ARGUMENTS = new Set(['T0410', 'T0411', 'T0412'])
/** Also what begins a comment in other languages. */
const EMPTY_REGEX = 'S0301'
const COMMENTS = 'write comments as /* … */'
const MAX_EXAMPLE = 80
const STATEMENTS = ['return', 'if', 'else', 'for', 'while', 'const', 'let', 'var', 'await', 'new', 'typeof']

/** What JSONata has thrown, in words, with the name at fault and what to write instead. */
export const explainError = (thrown: unknown, source = ''): string => {
  const { message, position, code, token }: Partial<Record<string, unknown>> = isRecord(thrown) ? thrown : {}
  const reason = (typeof message === 'string' ? message : String(thrown)).slice(0, MAX_MESSAGE)
  const place = typeof position === 'number' ? ` (at character ${position})` : ''
  if ((code === 'T1005' || code === 'T1006') && typeof token === 'string')
    return `${noFunction(token)}${place}`
  const at = typeof position === 'number' ? position : source.length
  const advice = SYNTAX.has(String(code))
    ? adviceFor(source, at, String(token))
    : code === EMPTY_REGEX
      ? COMMENTS
      : typeAdvice(String(code), token)
  return `${reason.replace('function undefined', 'the function')}${place}${advice === undefined ? '' : `: ${advice}`}`
}

/** Reports that there is no such function, and suggests one that may be meant. */
export const noFunction = (token: string): string => {
  const name = token.slice(0, MAX_NAME)
  if (FUNCTION_NAMES.includes(name) || name === SECRET) {
    return `functions are called with $ before their name: $${name}(…)`
  }
  const start = `there is no function $${name}`
  const { node, isEnvironment, meant } = insteadOf(name)
  if (isEnvironment)
    return `${start}: expressions cannot read the environment; use $vars.NAME for a variable, or $secret('NAME') in http_request for a secret`
  if (node) return `${start}: use a node of the type ${node}`
  return meant === undefined ? start : `${start}; did you mean $${meant}?`
}

export interface Instead {
  /** The type of a node that does it. */
  readonly node?: string | undefined
  readonly isEnvironment: boolean
  /** The function that is most likely meant. */
  readonly meant?: string | undefined
}

/** What to use instead of a function that does not exist. */
export const insteadOf = (name: string): Instead => {
  const other = plainName(name)
  const isEnvironment = ENVIRONMENT.has(other)
  const node = Object.hasOwn(NODES_INSTEAD, other) ? NODES_INSTEAD[other] : undefined
  return { isEnvironment, node, ...(!isEnvironment && !node && { meant: meantFunction(name) }) }
}

/** The function that was most likely meant. */
const meantFunction = (name: string): string | undefined => {
  const other = plainName(name)
  return Object.hasOwn(OTHER_NAMES, other) ? OTHER_NAMES[other] : nearest(name, FUNCTION_NAMES)
}

const plainName = (name: string): string => name.toLowerCase().replaceAll('_', '')

const adviceFor = (source: string, at: number, token: string): string | undefined => {
  const around = source.slice(Math.max(0, at - 3), at + 1)
  const [, advice] = OPERATORS.find(([text]) => around.includes(text) && text.includes(token)) ?? []
  if (advice !== undefined) return advice
  if (source.includes('{{'))
    return 'an expression needs no {{ }} here; join texts with &, as in "Hi " & input.name'
  if (source.includes('${')) return ADVICE_OF_BRACES
  if (token === '!' || /\bnot\s+$/i.test(source.slice(0, at - token.length))) return 'use $not(…)'
  if (token === '#') return COMMENTS
  if (/^(?:AND|OR|IN)$/i.test(token))
    return `use ${token.toLowerCase()}, in lower case and between two values`
  if (token === ';') return 'put several expressions in ( … )'
  const word = STATEMENTS.find((each) => new RegExp(`(^|[\\s;{}])${each}\\b`).test(source))
  if (word === undefined) return nearMistake(source.slice(0, at))
  return `JSONata has only expressions, no ${word}; use test ? a : b, and ( $name := value; … ), or a code node`
}

const exampleOf = ({ examples: [example] }: (typeof FUNCTIONS)[number]): string =>
  example && example.expression.length <= MAX_EXAMPLE ? `, such as ${example.expression}` : ''

const typeAdvice = (code: string, token: unknown): string | undefined => {
  if (WRONG_ARGUMENTS.has(code)) {
    const called = FUNCTIONS.find(({ name }) => name === token)
    return called && `it is called as ${callOf(called)}${exampleOf(called)}`
  }
  if (code === 'T2010')
    return 'one is null, a list or an object; take one item of a list, and test for null first'
  if (code === 'T2009') return 'convert one with $number or $string'
  return (code === 'T2001' || code === 'T2002') && token === '+' ? 'use & to join strings' : undefined
}
