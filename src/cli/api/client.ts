import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { CommandError } from '../context.ts'
import { Refusal } from './schema.ts'
import { networkErrorCode, type Send } from './send.ts'

export interface Call {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ServerEvent {
  readonly type: string
  readonly data: unknown
}

/** The server refused a request; the message has the reason, then each problem with its path on a line of its own. */
export class RefusedError extends CommandError {
  readonly status: number
  readonly refusal: Refusal

  constructor(status: number, refusal: Refusal) {
    const problems = refusal.details.map(({ path, message }) => `\n  ${path}: ${message}`)
    // The message of the API is about a request, of which the user of a command knows nothing.
    const message =
      refusal.error_code === 'VALIDATION_FAILED' ? 'these values are not valid:' : refusal.message
    super(`${message}${problems.join('')}`)
    this.name = 'RefusedError'
    this.status = status
    this.refusal = refusal
  }
}

/** A client of the REST API. Every method throws a `RefusedError` when the server refuses the request. */
export class ApiClient {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /** Sends a JSON body and resolves with the `data` of the response. */
  async call<T>(data: z.ZodType<T>, method: string, path: string, call: Call = {}): Promise<T> {
    const answer = await this.#request(method, path, call)
    return (await read(z.object({ data }), answer)).data
  }

  /** The items of all pages of a list. */
  async *list<T>(item: z.ZodType<T>, path: string): AsyncGenerator<T> {
    const Page = z.object({ data: z.array(item), next_cursor: z.string().nullable() })
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = new URLSearchParams({ limit: '200', ...(cursor !== '' && { cursor }) })
      const { data, next_cursor } = await read(Page, await this.#request('GET', `${path}?${query}`))
      yield* data
      cursor = next_cursor
    }
  }

  /** The server-sent events of a path, until the server ends the stream. */
  async *events(path: string): AsyncGenerator<ServerEvent> {
    const { body } = await this.#request('GET', path)
    if (!body) return
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    try {
      for await (const { event = '', data } of messages) yield { type: event, data: JSON.parse(data) }
    } catch (cause) {
      throw new CommandError(`the server stopped answering: ${networkErrorCode(cause)}`, { cause })
    }
  }

  async #request(method: string, path: string, { body, headers }: Call = {}): Promise<Response> {
    const answer = await this.#send(path, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (answer.ok) return answer
    throw new RefusedError(answer.status, await read(Refusal, answer))
  }
}

const read = async <T>(schema: z.ZodType<T>, answer: Response): Promise<T> => {
  try {
    return schema.parse(await answer.json())
  } catch (cause) {
    throw new CommandError(`the response of the server (${answer.status}) cannot be read`, { cause })
  }
}
