import type { Context, TypedResponse } from 'hono'
import type { JSONParsed } from 'hono/utils/types'
import type { Page } from '../../domain/cursor.ts'
import { jsonText } from './answer.ts'
import type { list, success } from './envelope.ts'

/** The text of what `list` makes of the items of a page, with its cursor. */
export const pageText = ({ items, count, nextCursor }: Page): string =>
  `{"success":true,"message":null,"data":${items},"count":${count},"next_cursor":${JSON.stringify(nextCursor)}}`

type Answer<Body> = Response & TypedResponse<JSONParsed<Body>, 200, 'json'>

// Guarantee for both: the contract tests hold what every route answers against its schema.

/** `json` of a `list`, for items that are JSON already; nothing is parsed. */
export const answerPage = <Item>(c: Context, page: Page) =>
  jsonText(c, pageText(page), 200, { ETag: page.etag }) as Answer<ReturnType<typeof list<Item>>>

/** What is answered, as JSON, and its version. */
export interface Written {
  readonly text: string
  readonly etag: string
}

/** `json` of a `success` with data that is JSON already. */
export const answerData = <Data extends object>(c: Context, { text, etag }: Written) =>
  jsonText(c, `{"success":true,"message":null,"data":${text}}`, 200, { ETag: etag }) as Answer<
    ReturnType<typeof success<Data>>
  >
