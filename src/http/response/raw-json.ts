import type { Context, TypedResponse } from 'hono'
import type { JSONParsed } from 'hono/utils/types'
import type { Page } from '../../domain/cursor.ts'
import { jsonText } from './answer.ts'
import { type list, pageText, type success, successText } from './envelope.ts'

/** A resource as the database has serialized it. */
export interface SerializedJson {
  readonly text: string
  readonly etag: string
}

type JsonAnswer<Body> = Response & TypedResponse<JSONParsed<Body>, 200, 'json'>

// Guarantee for both: the contract tests check what every route answers against its schema.

/** Answers with a page of serialized items, without parsing them. */
export const jsonPage = <Item>(c: Context, { items, count, nextCursor, etag }: Page) =>
  jsonText(c, pageText(items, count, nextCursor), 200, { ETag: etag }) as JsonAnswer<
    ReturnType<typeof list<Item>>
  >

/** Answers with a serialized resource, without parsing it. */
export const jsonData = <Data extends object>(c: Context, { text, etag }: SerializedJson) =>
  jsonText(c, successText(text), 200, { ETag: etag }) as JsonAnswer<ReturnType<typeof success<Data>>>
