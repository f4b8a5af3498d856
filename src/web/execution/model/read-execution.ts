import { type Api, ApiError, ask, type Schemas } from '../../lib/api.ts'
import type { NodeResult, Summary } from './execution-view.ts'

type WholeExecution = Schemas['Execution']

/** A result of which a list may have only the length of its output. */
export type ListedResult = NodeResult & { readonly output_bytes?: number | null }

/** What the page reads of an execution. */
export interface ReadExecution {
  readonly summary: Summary
  readonly results: readonly ListedResult[]
  /** Its input and output; `undefined` where it is too large to be read in one piece. */
  readonly whole: WholeExecution | undefined
  /** Whether there are more results than were read. */
  readonly isCut: boolean
}

const PAGE = 200
const MAX_WHOLE_BYTES = 1_000_000

/** More runs of nodes than anybody looks at would fill the memory of the browser. */
const MAX_RESULTS = 10_000

/** The first page of results, and the whole execution if these are all and their outputs are small. */
const readStart = async (api: Api, id: string, signal: AbortSignal) => {
  const path = { execution_id: id }
  const params = { path, query: { limit: PAGE } }
  const first = await ask(api.GET('/api/executions/{execution_id}/nodes', { params, signal }))
  const bytes = first.data.reduce((sum, { output_bytes }) => sum + (output_bytes ?? 0), 0)
  if (first.next_cursor !== null || bytes > MAX_WHOLE_BYTES) return { first, whole: undefined }
  const { data } = await ask(api.GET('/api/executions/{execution_id}', { params: { path }, signal }))
  return { first, whole: data }
}

/** The input of the newest execution of a script, unless there is none or it is large. */
export const readLastInput = async (api: Api, script_id: number, signal: AbortSignal): Promise<unknown> => {
  const query = { script_id, limit: 1 }
  const [last] = (await ask(api.GET('/api/executions', { params: { query }, signal }))).data
  return last && (await readStart(api, last.id, signal)).whole?.input
}

/** A small execution in one piece, a large one in pages of results that have no outputs. */
export const readExecution = async (
  api: Api,
  id: string,
  signal: AbortSignal,
  onPart: (part: ReadExecution) => void = () => {},
): Promise<ReadExecution> => {
  const { first, whole } = await readStart(api, id, signal)
  if (whole) return { summary: whole, results: whole.results, whole, isCut: false }
  const summary = await readSummary(api, id, signal)
  const results: ListedResult[] = [...first.data]
  let cursor = first.next_cursor
  while (cursor !== null && results.length < MAX_RESULTS) {
    onPart({ summary, results: [...results], whole: undefined, isCut: true })
    const params = { path: { execution_id: id }, query: { limit: PAGE, cursor } }
    const next = await ask(api.GET('/api/executions/{execution_id}/nodes', { params, signal }))
    results.push(...next.data)
    cursor = next.next_cursor
  }
  return { summary, results, whole: undefined, isCut: cursor !== null }
}

const readSummary = async (api: Api, id: string, signal: AbortSignal): Promise<Summary> => {
  const query = { q: id, limit: 1 }
  const [summary] = (await ask(api.GET('/api/executions', { params: { query }, signal }))).data
  if (!summary) throw new ApiError(id, 'EXECUTION_NOT_FOUND', 404)
  return summary
}
