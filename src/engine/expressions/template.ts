import { NodeError } from '../errors.ts'
import type { Scope } from '../scope.ts'
import type { Evaluation, Expressions } from './expressions.ts'
import { mayHoldExpression, sourcesIn } from './expressions-in.ts'
import { type Segment, splitTemplate } from './template-scanner.ts'

/** A JSON value with `{{ expression }}` in its strings, made ready for many evaluations. */
export type Template =
  /** Holds no expression; `evaluate` returns the value itself. */
  | { readonly constant: true; evaluate(scope?: Scope): unknown }
  | { readonly constant: false; evaluate(scope: Scope, evaluation?: Evaluation): Promise<unknown> }

/**
 * Compiles the templates in a JSON value. A string that is exactly `{{ expression }}` becomes the expression's
 * value, `null` when it finds nothing; in other strings each expression's text is put in its place. Keys are no
 * templates. A `{{` that nothing closes is text, and `{{ "{{" }}` writes one.
 * An invalid expression fails its evaluation, with `EXPRESSION_INVALID`, and not this call.
 */
export const compileTemplate = (value: unknown, expressions: Expressions): Template =>
  isTemplate(value) ? compileParts(value, expressions) : constant(value)

/** Spares large constants from being taken apart. */
const isTemplate = (value: unknown): boolean => {
  if (typeof value === 'string') return mayHoldExpression(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(isTemplate)
}

const compileParts = (value: unknown, expressions: Expressions): Template => {
  if (typeof value === 'string') return compileText(value, expressions)
  if (typeof value !== 'object' || value === null) return constant(value)
  return composeTemplate(
    value,
    Object.values(value).map((part) => compileParts(part, expressions)),
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

const compileText = (text: string, expressions: Expressions): Template => {
  const segments = splitTemplate(text)
  if (!segments.some(isExpression)) return constant(text)
  const parts = segments.map((segment) =>
    isExpression(segment) ? compileExpression(segment.expression, expressions) : constant(segment.text),
  )
  const [only, ...others] = parts
  if (only && others.length === 0) return only
  const evaluateParts = together(parts)
  return {
    constant: false,
    evaluate: async (scope, evaluation) => joinTexts(await evaluateParts(scope, evaluation)),
  }
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

const compileExpression = (source: string, expressions: Expressions): Template => ({
  constant: false,
  evaluate: async (scope, evaluation) => (await expressions.evaluate(source, scope, evaluation)) ?? null,
})

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
