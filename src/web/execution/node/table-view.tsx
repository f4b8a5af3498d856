import { useState } from 'preact/hooks'
import { ApiError, ask } from '../../lib/api.ts'
import { type JsonRecord, previewOf } from '../../lib/json/shape.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { download, toFileName } from '../../lib/values/download.ts'
import { executionTexts } from '../texts.ts'
import { nextOrder, type Order, sorted, type TableReference } from './table-rows.ts'

const PAGE_ROWS = 100
/** A table of so many rows is read as a whole, so that it can be sorted here. */
const MAX_SORTED = 2000
const MAX_CELL = 200

interface Place {
  readonly executionId: string
  readonly nodeId: string
  readonly path: string | undefined
}

interface Page {
  readonly rows: readonly JsonRecord[]
  readonly next: string | null
}

/** Reads rows of a table of the server. */
const usePages = ({ executionId, nodeId, path }: Place) => {
  const { api } = useServices()
  return async (cursor: string, limit: number, signal: AbortSignal): Promise<Page> => {
    const params = {
      path: { execution_id: executionId, node_id: nodeId },
      query: { limit, cursor, ...(path !== undefined && { path }) },
    }
    const address = '/api/executions/{execution_id}/nodes/{node_id}/table'
    const answer = await ask(api.GET(address, { params, signal }))
    if (typeof answer === 'string') throw new Error('rows came as a file')
    return { rows: answer.data, next: answer.next_cursor }
  }
}

const Downloads = ({ place }: { readonly place: Place }) => {
  const t = useTexts(executionTexts)
  const { send, baseUrl, notices } = useServices()
  const { executionId, nodeId, path } = place
  const save = async (format: string) => {
    const query = new URLSearchParams({ format, ...(path !== undefined && { path }) })
    const address = `${baseUrl}/api/executions/${executionId}/nodes/${encodeURIComponent(nodeId)}/table?${query}`
    const response = await send(new Request(address))
    if (response.ok) return download(`${toFileName(nodeId)}.${format}`, await response.blob())
    const { message, error_code } = await response.json()
    throw new ApiError(String(message), String(error_code), response.status)
  }
  return (
    <>
      {['csv', 'ndjson'].map((format) => (
        <button
          key={format}
          type="button"
          class="small plain"
          onClick={() => save(format).catch((error) => notices.error(error))}
        >
          {t('downloadAs', { format: format.toUpperCase() })}
        </button>
      ))}
    </>
  )
}

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value.slice(0, MAX_CELL) : previewOf(value)
}

const Heading = ({
  name,
  order,
  onSort,
}: {
  readonly name: string
  readonly order: Order | undefined
  /** Missing when the rows cannot be sorted. */
  readonly onSort: ((name: string) => void) | undefined
}) => {
  if (!onSort) return <th scope="col">{name}</th>
  const direction = order?.column === name ? (order.isDescending ? 'descending' : 'ascending') : 'none'
  return (
    <th scope="col" aria-sort={direction}>
      <button type="button" class="small plain" onClick={() => onSort(name)}>
        {name}
        <span aria-hidden="true">{{ none: '', ascending: ' ▲', descending: ' ▼' }[direction]}</span>
      </button>
    </th>
  )
}

/** The rows of a table page by page. Small tables can be sorted; for others there is SQL. */
export const TableView = ({ table, place }: { readonly table: TableReference; readonly place: Place }) => {
  const t = useTexts(executionTexts)
  const read = usePages(place)
  const isWhole = table.rows <= MAX_SORTED
  const [order, setOrder] = useState<Order>()
  /** Where the pages start: those that were seen, and the one that is shown last. */
  const [cursors, setCursors] = useState<readonly string[]>([''])
  const cursor = cursors.at(-1) ?? ''
  const page = useResource(
    async (signal) => {
      let found = await read(cursor, PAGE_ROWS, signal)
      while (isWhole && found.next !== null) {
        const { rows, next } = await read(found.next, 2 * PAGE_ROWS, signal)
        found = { rows: [...found.rows, ...rows], next }
      }
      return found
    },
    [place.executionId, place.nodeId, place.path, cursor],
  )
  const { rows = [], next = null } = page.data ?? {}
  const sort = (name: string) => setOrder(nextOrder(order, name))
  return (
    <div class="json-view">
      <div class="json-tools">
        <span class="muted">{t('tableRows', { count: table.rows })}</span>
        <Downloads place={place} />
      </div>
      {page.error !== undefined && <p class="problem">{String(Object(page.error).message)}</p>}
      <div class="scroll">
        <table class="dense">
          <thead>
            <tr>
              {table.columns.map(({ name }) => (
                <Heading key={name} name={name} order={order} onSort={isWhole ? sort : undefined} />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(rows, order).map((row, index) => (
              <tr key={index}>
                {table.columns.map(({ name }) => (
                  <td key={name}>{cellText(row[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!isWhole && (
        <div class="json-tools">
          <button
            type="button"
            class="small"
            disabled={cursors.length === 1 || page.isLoading}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {t('previousRows')}
          </button>
          <button
            type="button"
            class="small"
            disabled={next === null || page.isLoading}
            onClick={() => next !== null && setCursors([...cursors, next])}
          >
            {t('nextRows')}
          </button>
          <span class="muted">{t('sortLarge', { count: MAX_SORTED })}</span>
        </div>
      )}
    </div>
  )
}
