import type { Context, TypedResponse } from 'hono'
import type { JSONParsed } from 'hono/utils/types'
import type { Page } from '../lib/cursor.ts'
import { jsonText } from './answer.ts'
import type { list } from './envelope.ts'

/** The text of what `list` makes of the items of a page, with its cursor. */
export const pageText = ({ items, count, nextCursor }: Page): string =>
  `{"success":true,"message":null,"data":${items},"count":${count},"next_cursor":${JSON.stringify(nextCursor)}}`

type PageAnswer<Item> = Response & TypedResponse<JSONParsed<ReturnType<typeof list<Item>>>, 200, 'json'>

/** `json` of a `list`, for items that are JSON already; nothing is parsed. */
// Guarantee: the contract tests hold what every route answers against its schema.
export const answerPage = <Item>(c: Context, page: Page): PageAnswer<Item> =>
  jsonText(c, pageText(page), 200, { ETag: page.etag }) as PageAnswer<Item>
