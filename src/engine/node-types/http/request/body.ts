import { isRecord } from '../../../../lib/json/is-record.ts'
import { mediaTypeOf } from './media-types.ts'
import { type FilePart, multipartOf } from './multipart.ts'

export const bodyTypes = ['json', 'text', 'form', 'multipart', 'file'] as const
export type BodyType = (typeof bodyTypes)[number]

export interface EncodedBody {
  /** Text, or texts and files that are sent one after the other. */
  readonly content?: string | readonly (string | FilePart)[]
  readonly contentType?: string
  /** Whether the content type must be this one. */
  readonly isFixed?: boolean
}

export interface BodyOptions {
  readonly type: BodyType | undefined
  /** The header of the node, if it has one. */
  readonly contentType: string | undefined
}

/**
 * No body for `undefined` and `null`. In a form, a list repeats its name and an object is written as JSON.
 * @throws NodeError `HTTP_REQUEST` for a part of a form that cannot be sent
 */
export const encodeBody = (value: unknown, { type, contentType }: BodyOptions): EncodedBody => {
  if (value === undefined || value === null) return {}
  switch (type ?? usualType(value, contentType)) {
    case 'json':
      return { content: JSON.stringify(value), contentType: 'application/json' }
    case 'text':
      return { content: textOf(value), contentType: 'text/plain;charset=utf-8' }
    case 'form':
      return { content: formOf(value), contentType: 'application/x-www-form-urlencoded' }
    case 'multipart':
      return { ...multipartOf(isRecord(value) ? value : {}), isFixed: true }
    case 'file':
      return { content: [{ file: textOf(value) }], contentType: mediaTypeOf(textOf(value)) }
  }
}

const usualType = (value: unknown, contentType = ''): BodyType => {
  if (typeof value === 'string') return 'text'
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase()
  if (isRecord(value) && mediaType === 'application/x-www-form-urlencoded') return 'form'
  return isRecord(value) && mediaType === 'multipart/form-data' ? 'multipart' : 'json'
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const formOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return textOf(value)
  const pairs = Object.entries(value).flatMap(([name, item]) =>
    [item].flat().map((one: unknown) => [name, one === null ? '' : textOf(one)]),
  )
  return new URLSearchParams(pairs).toString()
}
