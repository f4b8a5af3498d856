import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { z } from 'zod'

const Failure = z.object({ code: z.string(), message: z.string() })

const NodeResult = z.object({
  node_id: z.string(),
  path: z.string().optional(),
  type: z.string(),
  status: z.string(),
  port: z.string().optional(),
  error: Failure.optional(),
  attempts: z.int(),
  duration_ms: z.int().nullable(),
})
export type NodeResult = z.output<typeof NodeResult>

const Execution = z.object({
  id: z.string(),
  status: z.string(),
  output: z.unknown(),
  error: Failure.nullable(),
  results: z.array(NodeResult),
  duration_ms: z.int().nullable(),
})
export type Execution = z.output<typeof Execution>

const Script = z.object({ id: z.int(), name: z.string() })

const Refusal = z.object({
  error_code: z.string(),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
})

/** What the examples ask of a server; every method throws an error that says why the server refused. */
export class Api {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** Writes a text file into the server's working folder. */
  async writeFile(path: string, content: string): Promise<void> {
    const parameters = { path, content, format: 'text' }
    const result = await this.#call(NodeResult, 'POST', '/api/actions', {
      body: { action_type: 'file_write', parameters },
    })
    if (result.error) throw new Error(`${path}: ${result.error.message}`)
  }

  /** Creates the script, or replaces the one that has its name; gives its id. */
  async saveScript(script: { readonly name: string }): Promise<number> {
    const query = new URLSearchParams({ q: script.name, limit: '200' })
    const found = await this.#call(z.array(Script), 'GET', `/api/scripts?${query}`)
    const same = found.find(({ name }) => name === script.name)
    const saved = same
      ? await this.#call(Script, 'PUT', `/api/scripts/${same.id}`, { body: script })
      : await this.#call(Script, 'POST', '/api/scripts', { body: script })
    return saved.id
  }

  /** Starts the script and does not wait for its end. */
  startScript(id: number, input: unknown): Promise<Execution> {
    return this.#call(Execution, 'POST', `/api/scripts/${id}/execute`, {
      body: { input },
      headers: { Prefer: 'respond-async' },
    })
  }

  getExecution(id: string): Promise<Execution> {
    return this.#call(Execution, 'GET', `/api/executions/${id}`)
  }

  /** The results of nodes as they finish; ends with the execution. */
  async *finishedNodes(executionId: string): AsyncGenerator<NodeResult> {
    const response = await fetch(new URL(`/api/executions/${executionId}/events`, this.#url))
    if (!response.ok || !response.body) throw refusal(response.status, await response.json())
    let event = ''
    for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
      const [, field, value = ''] = /^(event|data): ?(.*)$/.exec(line) ?? []
      if (field === 'event') event = value
      if (field === 'data' && event === 'node_finished') yield NodeResult.parse(JSON.parse(value))
    }
  }

  async #call<T>(data: z.ZodType<T>, method: string, path: string, { body, headers }: Call = {}): Promise<T> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw refusal(response.status, answer)
    return z.object({ data }).parse(answer).data
  }
}

interface Call {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const refusal = (status: number, answer: unknown): Error => {
  const { error_code, message, details } = Refusal.parse(answer)
  const lines = details.map(({ path, message }) => `  ${path}: ${message}`)
  return new Error([`${status} ${error_code}: ${message}`, ...lines].join('\n'))
}
