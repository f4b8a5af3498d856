import { z } from '@hono/zod-openapi'
import { CREATION_ORDERS } from '../../../domain/lists/orders.ts'
import { sortedQuery } from './sorted-query.ts'

const byId = z.tuple([z.int()])

/** The query of a list in the order of creation, or the opposite one. */
export const creationQuery = <F extends z.ZodRawShape>(parameters: F) =>
  sortedQuery(
    {
      name: 'CreationSort',
      keys: { created_at: byId, '-created_at': byId },
      usual: CREATION_ORDERS[0],
    },
    parameters,
  )
