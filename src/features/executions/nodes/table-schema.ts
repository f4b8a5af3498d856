import { z } from '@hono/zod-openapi'
import { pageQuery } from '../../../http/request/page-query.ts'
import { NodePlace } from './schema.ts'

export const TABLE_FORMATS = ['json', 'csv', 'ndjson'] as const

export const TableQuery = pageQuery(z.tuple([z.int().min(0)])).extend({
  path: NodePlace.shape.path,
  format: z.enum(TABLE_FORMATS).default('json').openapi({
    type: 'string',
    default: 'json',
    description: '`json` is a page of rows; `csv` and `ndjson` are all of them, as a file.',
    example: 'csv',
  }),
})
