import { z } from '@hono/zod-openapi'

export const TableRow = z.record(z.string(), z.unknown()).openapi('TableRow', {
  description: 'A row of a table: its values by the names of the columns.',
  example: { region: 'north', total: 7 },
})
export type TableRow = z.output<typeof TableRow>
