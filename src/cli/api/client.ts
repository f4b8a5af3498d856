import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { systemClock } from '../../lib/time/clock.ts'
import { CommandError, EXIT_DENIED, EXIT_UNREACHABLE } from '../context.ts'
import { retryAdvice, retryAfter } from './retry-advice.ts'
import { Refusal } from './schema.ts'
import { networkErrorCode, type Send } from './send.ts'

export interface Call {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, in place of a JSON body. */
  readonly content?: Blob | ReadableStream<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface ApiTraits {
  /**
   * Whether connections to the server may break while it keeps running, for example at a proxy that ends long answers.
   */
  readonly isRemote: boolean
  readonly hasKey: boolean
  /** The address of the server, ending with a slash; none when the API runs in this process. */
  readonly url?: string
}

const LOCAL: ApiTraits = { isRemote: false, hasKey: true }

export interface ServerEvent {
  readonly type: string
  readonly data: unknown
  readonly id: string | undefined
}

/** The server refused a request; the message has the reason, then each problem with its path on a line of its own. */
export class RefusedError extends CommandError {
  readonly status: number
  readonly refusal: Refusal

  constructor(status: number, refusal: Refusal) {
    const problems = refusal.details.map(({ path, message }) => `\n  ${path}: ${message}`)
    // The message of the API is about a request, which the user of a command never sees.
    const message =
      refusal.error_code === 'VALIDATION_FAILED' ? 'these values are not valid:' : refusal.message
    const isDenied = ['UNAUTHORIZED', 'FORBIDDEN'].includes(refusal.error_code)
    super(`${message}${problems.join('')}`, isDenied ? { exitCode: EXIT_DENIED } : {})
    this.name = 'RefusedError'
    this.status = status
    this.refusal = refusal
  }
}

/** How long a request waits in all for rate limits of the server, which an import of many scripts meets. */
const MAX_WAIT_S = 60

/** A client of the REST API. Every method throws a `RefusedError` when the server refuses the request. */
export class ApiClient {
  readonly #send: Send
  readonly traits: ApiTraits

  constructor(send: Send, traits: ApiTraits = LOCAL) {
    this.#send = send
    this.traits = traits
  }

  /** Sends a JSON body and resolves with the `data` of the response. */
  async call<T>(data: z.ZodType<T>, method: string, path: string, call: Call = {}): Promise<T> {
    const answer = await this.#request(method, path, call)
    return (await read(z.object({ data }), answer)).data
  }

  /** Creates or replaces the resource at a path; `isNew` says which. */
  async put<T>(data: z.ZodType<T>, path: string, body: unknown): Promise<{ data: T; isNew: boolean }> {
    const answer = await this.#request('PUT', path, { body })
    return { data: (await read(z.object({ data }), answer)).data, isNew: answer.status === 201 }
  }

  /** The items of all pages of a list. */
  async *list<T>(
    item: z.ZodType<T>,
    path: string,
    filter: Readonly<Record<string, string>> = {},
  ): AsyncGenerator<T> {
    const Page = z.object({ data: z.array(item), next_cursor: z.string().nullable() })
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = new URLSearchParams({ ...filter, limit: '200', ...(cursor !== '' && { cursor }) })
      const { data, next_cursor } = await read(Page, await this.#request('GET', `${path}?${query}`))
      yield* data
      cursor = next_cursor
    }
  }

  /** The response with the content of a file. */
  download(path: string, signal: AbortSignal): Promise<Response> {
    // Its length is compared with what arrives, which compression would hide.
    const headers = { Accept: '*/*', 'Accept-Encoding': 'identity' }
    return this.#request('GET', path, { headers, signal })
  }

  /** The server-sent events of a path after the event `last`, until the server ends the stream. */
  async *events(path: string, last?: string): AsyncGenerator<ServerEvent> {
    const resume = last === undefined ? {} : { 'Last-Event-ID': last }
    const { body } = await this.#request('GET', path, { headers: { Accept: 'text/event-stream', ...resume } })
    if (!body) return
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    try {
      for await (const { event = '', data, id } of messages) {
        yield { type: event, data: JSON.parse(data), id }
      }
    } catch (cause) {
      throw new CommandError(`the server stopped answering: ${networkErrorCode(cause)}`, { cause })
    }
  }

  async #request(method: string, path: string, call: Call = {}): Promise<Response> {
    const { body, content, headers, signal } = call
    const init: RequestInit = {
      method,
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(content && { body: content, duplex: 'half' }),
      ...(signal && { signal }),
    }
    for (let left = MAX_WAIT_S; ; ) {
      const answer = await this.#send(path, init)
      if (answer.ok) return answer
      const wait = content instanceof ReadableStream ? undefined : pauseOf(answer)
      if (wait === undefined || wait > left) throw this.#refusal(answer, await read(Refusal, answer))
      await answer.body?.cancel()
      await systemClock.sleep(wait * 1000, signal)
      left -= wait
    }
  }

  #refusal({ status, headers }: Response, refusal: Refusal): CommandError {
    const advice = this.traits.isRemote ? adviceOn(refusal.error_code, this.traits) : undefined
    const message = status === 429 ? `${refusal.message} (${retryAdvice(headers)})` : advice
    return new RefusedError(status, message === undefined ? refusal : { ...refusal, message })
  }
}

/** What a person can do that the message of the API cannot know. */
const adviceOn = (code: string, { hasKey }: ApiTraits): string | undefined => {
  if (code === 'ROUTE_NOT_FOUND')
    return 'the server does not have this operation: check that the address ends before "api/", and the version of the server'
  if (code !== 'UNAUTHORIZED') return undefined
  return hasKey
    ? 'the server does not accept the API key: it is wrong, revoked or expired ("scriptd keys list" on the server shows the keys)'
    : 'the server requires an API key: set SCRIPTD_API_KEY ("scriptd keys create" on the server creates one)'
}

/** The seconds until the same request can be sent again. Only a rate limit has certainly kept it from doing anything. */
const pauseOf = ({ status, headers }: Response): number | undefined =>
  status === 429 ? retryAfter(headers) : undefined

const read = async <T>(schema: z.ZodType<T>, answer: Response): Promise<T> => {
  try {
    return schema.parse(await answer.json())
  } catch (cause) {
    throw new CommandError(
      `the response of the server (${answer.status}) cannot be read; it may be of another version, or not be scriptd`,
      { cause, exitCode: EXIT_UNREACHABLE },
    )
  }
}
