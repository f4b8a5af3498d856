import type { z } from 'zod'
import { isRecord } from '../../lib/json/is-record.ts'
import { nearest } from '../../lib/text/nearest.ts'
import { type UnknownNames, type Words, words } from './issue-words.ts'

/** More names than a message has room for. */
const MAX_NAMES = 50

interface Known {
  /** The fields that an object may have. */
  readonly known?: readonly string[]
  /** The field that discriminates the variants of a union, and its possible values. */
  readonly choice?: { readonly field: string; readonly values: readonly string[] }
  /** Whether the object holds the parameters of a node. */
  readonly ofNode?: boolean
}

/** Fields of a node that are often written among its parameters. */
const NODE_FIELDS = ['on_error', 'retry', 'timeout_ms', 'trigger_rule', 'name', 'description', 'metadata']

/** Marks an issue of the parameters of a node, so that its text can say where other fields belong. */
export const noteParameters = (issue: z.core.$ZodIssue): z.core.$ZodIssue =>
  issue.path.length === 0 ? Object.assign(issue, { ofNode: true } satisfies Known) : issue

interface Definition {
  readonly shape?: object
  readonly discriminator?: string
  readonly options?: readonly z.core.$ZodType[]
}

/**
 * To be given to zod as `error`. Texts are made later, for the few issues that are shown; here an issue only learns
 * the fields of its object, as zod drops the schema from it afterwards. Its message is its code, unless the schema has
 * a message of its own.
 */
export const noteFields: z.core.$ZodErrorMap = (issue) => {
  const { shape, discriminator: field, options } = (issue.inst?._zod.def ?? {}) as Definition
  if (shape && issue.code !== 'custom') Object.assign(issue, { known: Object.keys(shape) } satisfies Known)
  if (field !== undefined && options && issue.code === 'invalid_union') {
    const values = options.flatMap(({ _zod }) => [...(_zod.propValues?.[field] ?? [])].map(String))
    Object.assign(issue, { choice: { field, values } } satisfies Known)
  }
  return issue.code
}

export interface FoundIssue {
  readonly issue: z.core.$ZodIssue
  /** The value that it rejects. */
  readonly input: unknown
}

/** The issue in words; in English the schema's own message, if it has one. */
export const issueText = ({ issue, input }: FoundIssue, locale: 'en' | 'ko'): string => {
  const isOwn = issue.message !== issue.code
  return isOwn && (locale === 'en' || issue.code === 'custom')
    ? issue.message
    : textOf(issue, input, words[locale])
}

const textOf = (issue: z.core.$ZodIssue, input: unknown, say: Words): string => {
  switch (issue.code) {
    case 'invalid_type':
      return typeText([issue], input, say)
    case 'invalid_value':
      return valueText(issue, input, say)
    case 'too_small':
    case 'too_big':
      return sizeText(issue, say)
    case 'invalid_format':
      return issue.format === 'datetime' ? say.time : say.format
    case 'not_multiple_of':
      return say.multiple(String(issue.divisor))
    case 'unrecognized_keys':
      return unknownText(issue, say)
    case 'invalid_union':
      return unionText(issue, input, say)
    case 'invalid_key':
    case 'invalid_element':
      return innerText(issue.issues, say)
    default:
      return say.other
  }
}

const required = (issue: z.core.$ZodIssue, say: Words): string => {
  const name = issue.path.at(-1)
  return say.required(typeof name === 'string' ? name : undefined)
}

/** An integer that was sent as a number and became text, as it could not be kept exactly. */
const LARGE_INTEGER = /^-?\d{16,}$/

const NUMBERS: ReadonlySet<string> = new Set(['int', 'number'])

const typeText = (
  [issue, ...others]: readonly z.core.$ZodIssueInvalidType[],
  input: unknown,
  say: Words,
): string => {
  if (!issue) return say.other
  if (input === undefined) return required(issue, say)
  if (NUMBERS.has(issue.expected) && typeof input === 'string' && LARGE_INTEGER.test(input))
    return input.startsWith('-')
      ? say.atLeast(String(Number.MIN_SAFE_INTEGER))
      : say.atMost(String(Number.MAX_SAFE_INTEGER))
  const { known = [] } = issue as Known
  const kinds = [issue, ...others].map(({ expected }) => say.kind(expected))
  const expected = say.or([...new Set(kinds)])
  return say.type(
    known.length > 0 ? say.fields(expected, known) : expected,
    received(issue.expected, input, say),
  )
}

/** Quotes nothing but a number where another number belongs: any other value may be a secret in the wrong place. */
const received = (expected: string, input: unknown, say: Words): string => {
  if (input === null) return 'null'
  if (typeof input === 'number' && NUMBERS.has(expected)) return String(input)
  return say.kind(Array.isArray(input) ? 'array' : typeof input)
}

const valueText = (issue: z.core.$ZodIssueInvalidValue, input: unknown, say: Words): string => {
  if (input === undefined) return required(issue, say)
  const values = issue.values.map((value) =>
    typeof value === 'string' ? JSON.stringify(value) : String(value),
  )
  if (values.length === 1) return say.only(values.join())
  const texts = issue.values.filter((value) => typeof value === 'string')
  return say.oneOf(values.join(', '), typeof input === 'string' ? nearest(input, texts) : undefined)
}

const sizeText = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, say: Words): string => {
  const isMost = issue.code === 'too_big'
  const limit = String(isMost ? issue.maximum : issue.minimum)
  if (issue.origin === 'string' || issue.origin === 'array') {
    if (limit === '1' && !isMost) return say.empty
    return issue.origin === 'string' ? say.characters(isMost, limit) : say.items(isMost, limit)
  }
  if (isMost) return issue.inclusive === false ? say.below(limit) : say.atMost(limit)
  return issue.inclusive === false ? say.above(limit) : say.atLeast(limit)
}

/** Where the names belong, if they may stand in the wrong place. */
const placeOf = (issue: z.core.$ZodIssueUnrecognizedKeys): UnknownNames['belongs'] => {
  const { known = [], ofNode } = issue as Known
  if (ofNode) return issue.keys.some((name) => NODE_FIELDS.includes(name)) ? 'node' : undefined
  if (known.includes('parameters')) return 'parameters'
  return issue.path.length === 0 && known.includes('input') ? 'input' : undefined
}

const unknownText = (issue: z.core.$ZodIssueUnrecognizedKeys, say: Words): string => {
  const { known = [] } = issue as Known
  const names = issue.keys.slice(0, MAX_NAMES)
  const [name = ''] = names
  return say.unknown({
    names,
    more: issue.keys.length - names.length,
    meant: names.length === 1 ? nearest(name, known) : undefined,
    known,
    belongs: placeOf(issue),
  })
}

const choiceText = (values: readonly string[], value: unknown, say: Words): string =>
  say.oneOf(
    values.map((each) => JSON.stringify(each)).join(', '),
    typeof value === 'string' ? nearest(value, values) : undefined,
  )

/** Says which types are allowed or, when one of them fits, what else is wrong. */
const unionText = (issue: z.core.$ZodIssueInvalidUnion, input: unknown, say: Words): string => {
  const { choice } = issue as Known
  const value = choice && isRecord(input) ? input[choice.field] : input
  if (value === undefined) return required(issue, say)
  if (choice) return choiceText(choice.values, value, say)
  const ofType = (each: z.core.$ZodIssue) => each.code === 'invalid_type' && each.path.length === 0
  const fitting = issue.errors.find((issues) => !issues.some(ofType))
  if (fitting) return innerText(fitting, say, input)
  return typeText(
    issue.errors
      .flat()
      .filter((each) => each.code === 'invalid_type' && ofType(each)) as z.core.$ZodIssueInvalidType[],
    input,
    say,
  )
}

const innerText = ([issue]: readonly z.core.$ZodIssue[], say: Words, input?: unknown): string => {
  if (!issue) return say.other
  const value = issue.path.reduce<unknown>((inner, key) => Object(inner)[key], input)
  const text = issue.message === issue.code ? textOf(issue, value, say) : issue.message
  return issue.path.length === 0 ? text : say.within(issue.path.map(String).join('.'), text)
}
