import { encodeCursor } from '../../../domain/cursor.ts'
import { holdAnswer, STREAM_BYTES } from '../../../http/access/caller-memory.ts'
import { json } from '../../../http/response/answer.ts'
import { listPage } from '../../../http/response/envelope.ts'
import { fails, notModified, pageOrFile } from '../../../http/response/operation-responses.ts'
import { streamBody } from '../../../http/response/stream-body.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { TableRow } from './row-schema.ts'
import { NodeResultParams } from './schema.ts'
import { TableQuery } from './table-schema.ts'
import { tableChunks } from './table-stream.ts'
import { BLOCK, type TableViews } from './table-views.ts'

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

const getNodeTable = createRoute({
  method: 'get',
  path: '/{execution_id}/nodes/{node_id}/table',
  operationId: 'getNodeTable',
  access: ['read'],
  tags: ['executions'],
  summary: 'Get the rows of a table',
  description:
    'Returns rows of the table that a node has passed on, in their order: a page of them, or with `format` all as a file. ' +
    'Its columns and the number of its rows are in the output of the node.',
  request: { params: NodeResultParams, query: TableQuery },
  responses: {
    ...pageOrFile(TableRow, 'A page of rows, or the file.'),
    ...notModified,
    ...fails('EXECUTION_NOT_FOUND', 'NODE_NOT_FOUND', 'TABLE_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

export const nodeTableRoutes = ({
  tables,
  turns,
}: {
  readonly tables: TableViews
  readonly turns: Turns
}) => {
  const router = createRouter()

  router.openapi(getNodeTable, async (c) => {
    const { execution_id: id, node_id: nodeId } = c.req.valid('param')
    const { path, format, limit, cursor: [from] = [0] } = c.req.valid('query')
    const found = await tables.find(id, { path, nodeId })
    if (format === 'json') {
      const rows = found.rows({ from, limit, bytes: BLOCK.bytes })
      const next = from + rows.length
      return json(c, listPage([...rows], next < found.table.rows ? encodeCursor([next]) : null), 200)
    }
    holdAnswer(c, STREAM_BYTES)
    return c.body(streamBody(tableChunks(found, format, turns)), 200, {
      'Content-Type': MEDIA_TYPES[format],
      'Content-Disposition': `attachment; filename="table.${format}"`,
      'Cache-Control': 'no-cache',
    })
  })

  return router
}
