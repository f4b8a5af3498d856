import { type AddressKind, climbingPartOf, emptyPartOf } from '../../lib/net/address-parts.ts'
import { NodeError } from '../errors.ts'
import { climbingAddressPart, emptyAddressPart, type MissingValue } from '../missing-value.ts'
import type { Scope } from '../scope.ts'
import type { Evaluation, Expressions } from './expressions.ts'
import { mayHoldExpression, sourcesIn } from './expressions-in.ts'
import { type Segment, splitTemplate } from './template-scanner.ts'

/** A JSON value with `{{ expression }}` in its strings, made ready for many evaluations. */
export type Template =
  /** Holds no expression; `evaluate` returns the value itself. */
  | { readonly constant: true; evaluate(scope?: Scope): unknown }
  | { readonly constant: false; evaluate(scope: Scope, evaluation?: Evaluation): Promise<unknown> }

/** The place of a template in the parameters of a node. */
export interface TemplatePlace {
  readonly path: readonly string[]
  /** What kind of address the text at a path is, if it is one. */
  addressAt?(path: readonly string[]): AddressKind | undefined
}

/**
 * Compiles the templates in a JSON value. A string that is exactly `{{ expression }}` becomes the expression's value,
 * `null` when it finds nothing; in other strings each expression's text is put in its place. Keys are not templates. A
 * `{{` that nothing closes is text, and `{{ "{{" }}` writes one. An invalid expression fails its evaluation, with
 * `EXPRESSION_INVALID`, and not this call; one that leaves a part of an address empty fails it with
 * `ADDRESS_PART_EMPTY`, and one that makes a part of the path of a URL `.` or `..`, with `ADDRESS_PART_DOTS`.
 */
export const compileTemplate = (
  value: unknown,
  expressions: Expressions,
  place: TemplatePlace = { path: [] },
): Template => (isTemplate(value) ? compileParts(value, expressions, place) : constant(value))

/** Spares large constants from being taken apart. */
const isTemplate = (value: unknown): boolean => {
  if (typeof value === 'string') return mayHoldExpression(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(isTemplate)
}

const compileParts = (value: unknown, expressions: Expressions, place: TemplatePlace): Template => {
  if (typeof value === 'string') return compileText(value, expressions, place)
  if (typeof value !== 'object' || value === null) return constant(value)
  return composeTemplate(
    value,
    Object.entries(value).map(([key, part]) =>
      compileParts(part, expressions, { ...place, path: [...place.path, key] }),
    ),
  )
}

/** The template of an array or object whose parts have been compiled, in the order of its values. */
export const composeTemplate = (value: object, parts: readonly Template[]): Template => {
  if (parts.every((part) => part.constant)) return constant(value)
  const evaluateParts = together(parts)
  if (Array.isArray(value)) return { constant: false, evaluate: evaluateParts }
  const keys = Object.keys(value)
  return {
    constant: false,
    async evaluate(scope, evaluation) {
      const values = await evaluateParts(scope, evaluation)
      return Object.fromEntries(keys.map((key, index) => [key, values[index]]))
    },
  }
}

/** A template of nothing but the value itself. */
export const constant = (value: unknown): Template => ({ constant: true, evaluate: () => value })

/** Whether the string holds an expression, so that what it becomes is known only when it is evaluated. */
export const hasTemplate = (value: string): boolean => sourcesIn(value).length > 0

/** A value as text: a string as it is, nothing for `null` and `undefined`, all else as JSON. */
export const toText = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}

/** Characters of the text that a template may become. */
const MAX_TEXT = 12_000_000

const isExpression = (segment: Segment): segment is { readonly expression: string } => 'expression' in segment

const compileText = (text: string, expressions: Expressions, place: TemplatePlace): Template => {
  const segments = splitTemplate(text)
  if (!segments.some(isExpression)) return constant(text)
  const path = place.path.join('.')
  const parts = segments.map((segment) =>
    isExpression(segment)
      ? compileExpression({ path, expression: segment.expression }, expressions)
      : constant(segment.text),
  )
  const [only, ...others] = parts
  if (only && others.length === 0) return only
  const evaluateParts = together(parts)
  const address = place.addressAt?.(place.path)
  return {
    constant: false,
    async evaluate(scope, evaluation) {
      const values = await evaluateParts(scope, evaluation)
      if (address) checkAddress(address, { segments, values, path })
      return joinTexts(values)
    },
  }
}

interface EvaluatedAddress {
  readonly segments: readonly Segment[]
  readonly values: readonly unknown[]
  readonly path: string
}

const checkAddress = (kind: AddressKind, { segments, values, path }: EvaluatedAddress) => {
  const isSource = (index: number) => segments[index] !== undefined && isExpression(segments[index])
  const refuse = (index: number | undefined, failure: (placed: MissingValue) => NodeError) => {
    const segment = index === undefined ? undefined : segments[index]
    if (segment && isExpression(segment)) throw failure({ path, expression: segment.expression })
  }
  const texts = values.map(toText)
  refuse(emptyPartOf(kind, texts, isSource), emptyAddressPart)
  if (kind === 'url') refuse(climbingPartOf(texts, isSource), climbingAddressPart)
}

const joinTexts = (values: readonly unknown[]): string => {
  let text = ''
  for (const value of values) {
    text += toText(value)
    if (text.length > MAX_TEXT) {
      const message = `the text has more than ${MAX_TEXT} characters`
      throw new NodeError('EXPRESSION_FAILED', message, { retryable: false })
    }
  }
  return text
}

const compileExpression = (placed: MissingValue, expressions: Expressions): Template => ({
  constant: false,
  async evaluate(scope, evaluation) {
    const value = await expressions.evaluate(placed.expression, scope, evaluation)
    if (evaluation?.onMissing) reportMissing(placed, value, { expressions, scope, ...evaluation })
    return value ?? null
  },
})

interface MissingContext extends Pick<Evaluation, 'onMissing'> {
  readonly expressions: Expressions
  readonly scope: Scope
}

/** Reports an expression that has found nothing, or the parts of it that have. */
export const reportMissing = (
  { path, expression }: MissingValue,
  value: unknown,
  { expressions, scope, onMissing }: MissingContext,
) => {
  if (value === undefined) onMissing?.({ path, expression })
  else for (const part of expressions.missingParts(expression, scope)) onMissing?.({ path, expression: part })
}

/** Evaluates all parts at once; those that are constant cost nothing. */
const together = (
  parts: readonly Template[],
): ((scope: Scope, evaluation?: Evaluation) => Promise<unknown[]>) => {
  const values = parts.map((part) => (part.constant ? part.evaluate() : undefined))
  const changing = parts.flatMap((part, index) => (part.constant ? [] : [{ part, index }]))
  return async (scope, evaluation) => {
    const results = [...values]
    await Promise.all(
      changing.map(async ({ part, index }) => {
        results[index] = await part.evaluate(scope, evaluation)
      }),
    )
    return results
  }
}
