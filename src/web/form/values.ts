import { isRecord } from '../../lib/json/is-record.ts'
import { parseJson } from '../lib/json/parse.ts'
import type { Control, Field } from './fields.ts'

const WHOLE_TEMPLATE = /^\s*\{\{([\s\S]*)\}\}\s*$/

/** Whether a value is one `{{ }}` as a whole, whose result takes its place. */
export const isTemplate = (value: unknown): value is string =>
  typeof value === 'string' && WHOLE_TEMPLATE.test(value) && !inside(value).includes('{{')

/** The expression of a template, with the space that is being typed at its end. */
export const expressionIn = (template: string): string => inside(template).replace(/^ | $/g, '')

export const templateOf = (expression: string): string => `{{ ${expression} }}`

const inside = (template: string): string => WHOLE_TEMPLATE.exec(template)?.[1] ?? ''

/** What a field is shown as: by its own control, or as an expression that takes the place of the value. */
export type Mode = 'value' | 'expression'

/** Controls that hold text as it is show `{{ }}` within it. */
export const canSwitch = ({ kind }: Control): boolean =>
  kind !== 'text' && kind !== 'script' && kind !== 'variants'

export const modeOf = (control: Control, value: unknown): Mode =>
  canSwitch(control) && isTemplate(value) ? 'expression' : 'value'

/** The first value of a field when it is switched to a variant, or added to a list. */
export const emptyValue = ({ control, constant, default: preset }: Field): unknown => {
  if (constant !== undefined) return constant
  if (preset !== undefined) return preset
  switch (control.kind) {
    case 'text':
    case 'script':
      return ''
    case 'number':
      return control.minimum ?? 0
    case 'switch':
      return true
    case 'choice':
      return control.options[0]
    case 'list':
      return []
    case 'map':
      return {}
    case 'group':
      return Object.fromEntries(
        control.fields.filter(({ isRequired }) => isRequired).map((field) => [field.name, emptyValue(field)]),
      )
    case 'variants':
      return control.variants[0] && emptyValue(control.variants[0])
    case 'script-id':
      return
    case 'json':
      return control.prefersText ? '' : null
  }
}

/** The variant that a value belongs to; the first when there is none. */
export const variantOf = (variants: readonly Field[], value: unknown): number => {
  const index = variants.findIndex(({ control }) => fits(control, value))
  return index < 0 ? 0 : index
}

const fits = (control: Control, value: unknown): boolean => {
  switch (control.kind) {
    case 'text':
    case 'script':
      return typeof value === 'string'
    case 'choice':
      return typeof value === 'string' && control.options.includes(value)
    case 'number':
    case 'script-id':
      return typeof value === 'number'
    case 'switch':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    case 'map':
      return isRecord(value)
    case 'group':
      return (
        isRecord(value) &&
        control.fields.every(({ name, constant }) => constant === undefined || value[name] === constant)
      )
    case 'variants':
      return control.variants.some((each) => fits(each.control, value))
    case 'json':
      return typeof value === 'object'
  }
}

/**
 * Reads what was typed into a number field; text that is not a number stays text, and the server reports the problem.
 */
export const parseNumber = (text: string): number | string | undefined => {
  const trimmed = text.trim()
  if (trimmed === '') return
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : trimmed
}

export const formatJson = (value: unknown): string =>
  value === undefined ? '' : (JSON.stringify(value, null, 2) ?? '')

/** An object as rows, so that a name can be typed letter by letter. */
export type Rows = readonly (readonly [name: string, value: unknown])[]

export const rowsOf = (value: unknown): Rows => (isRecord(value) ? Object.entries(value) : [])

/** The object of rows; rows without a name are left out, and of two with one name the last counts. */
export const objectOf = (rows: Rows): Readonly<Record<string, unknown>> | undefined => {
  const named = rows.filter(([name]) => name !== '')
  return named.length === 0 ? undefined : Object.fromEntries(named)
}

/** A cell of a map as text, and back: numbers, booleans and null are written as JSON. */
export const cellText = (value: unknown): string => (typeof value === 'string' ? value : formatJson(value))

export const cellValue = (text: string): unknown => {
  if (!/^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null|\[[\s\S]*\])$/i.test(text)) return text
  const parsed = parseJson(text)
  if (!('value' in parsed)) return text
  // A number that would not be written the same way, such as 007 or 1.0, is meant as text.
  return typeof parsed.value === 'number' && String(parsed.value) !== text ? text : parsed.value
}
