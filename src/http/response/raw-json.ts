import type { Context, TypedResponse } from 'hono'
import type { JSONParsed } from 'hono/utils/types'
import type { Page } from '../../domain/cursor.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { chunksOf } from '../../lib/json/chunks.ts'
import type { Pieces } from '../../lib/json/json-pieces.ts'
import { jsonStream, jsonText } from './answer.ts'
import { type list, pageText, type success, successAround, successText } from './envelope.ts'

/** A resource as the database has serialized it. */
export interface SerializedJson {
  readonly text: string
  readonly etag: string
}

type JsonAnswer<Body, Status extends 200 | 201 = 200> = Response &
  TypedResponse<JSONParsed<Body>, Status, 'json'>

// Guarantee for all: the contract tests check what every route answers against its schema.

/** Answers with a page of serialized items, without parsing them. */
export const jsonPage = <Item>(c: Context, { items, count, nextCursor, etag }: Page) =>
  jsonText(c, pageText(items, count, nextCursor), 200, { ETag: etag }) as JsonAnswer<
    ReturnType<typeof list<Item>>
  >

/** Answers with a serialized resource, without parsing it. */
export const jsonData = <Data extends object>(
  c: Context,
  { text, etag }: SerializedJson,
  message: string | null = null,
) =>
  jsonText(c, successText(text, message), 200, { ETag: etag }) as JsonAnswer<ReturnType<typeof success<Data>>>

/** Answers with a serialized resource that was created at `location`. */
export const jsonCreated = <Data extends object>(
  c: Context,
  { text, etag }: SerializedJson,
  { location, message }: { readonly location: string; readonly message: string },
) =>
  jsonText(c, successText(text, message), 201, { Location: location, ETag: etag }) as JsonAnswer<
    ReturnType<typeof success<Data>>,
    201
  >

/** Pieces between a text and another. */
export async function* around([before, after]: readonly [string, string], pieces: Pieces): Pieces {
  yield before
  yield* pieces
  yield after
}

/** Answers with a resource that may be large, in pieces of its JSON. There is no ETag, for which all of it would have to be known. */
export const streamedData = <Data extends object>(c: Context, pieces: Pieces, turns: Turns) =>
  jsonStream(c, chunksOf(around(successAround(null), pieces), turns), 200) as Response &
    TypedResponse<JSONParsed<ReturnType<typeof success<Data>>>, 200, 'json'>
