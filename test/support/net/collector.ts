import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

export interface ReceivedRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An HTTP server on a free port that keeps what it gets; it answers 200 `{}` unless `answer` does otherwise. */
export const startReceiver = async (
  t: TestContext,
  answer = (response: ServerResponse): unknown => response.writeHead(200).end('{}'),
) => {
  const requests: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const { url: path = '', headers } = request
    text(request).then(
      (body) => {
        requests.push({ path, headers, body })
        answer(response)
      },
      // The sender has gone.
      () => undefined,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return { url: `http://127.0.0.1:${address.port}`, requests }
}

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly traceState: string | undefined
  readonly name: string
  readonly kind: number
  readonly isError: boolean
  readonly attributes: Readonly<Record<string, unknown>>
  /** Ids of the spans that it is linked with. */
  readonly links: readonly string[]
  readonly startedAt: bigint
  readonly endedAt: bigint
}

interface OtlpValue {
  readonly stringValue?: string
  readonly intValue?: number
}

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly traceState?: string
  readonly name: string
  readonly kind: number
  readonly status: { readonly code: number }
  readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[]
  readonly links?: readonly { readonly spanId: string }[]
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
}

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
}

const ERROR = 2

/** The spans of all exports that a collector got. */
export const spansOf = (requests: readonly ReceivedRequest[]): CollectedSpan[] =>
  requests
    .flatMap(({ body }): OtlpRequest['resourceSpans'] => JSON.parse(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(
      ({
        traceId,
        spanId,
        parentSpanId,
        traceState,
        name,
        kind,
        status,
        attributes,
        links = [],
        ...times
      }) => ({
        traceId,
        spanId,
        parentSpanId,
        traceState,
        name,
        kind,
        isError: status.code === ERROR,
        attributes: Object.fromEntries(
          attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
        ),
        links: links.map((link) => link.spanId),
        startedAt: BigInt(times.startTimeUnixNano),
        endedAt: BigInt(times.endTimeUnixNano),
      }),
    )

/** Each span as `name` or `name id`, with what is below it, in the order of their beginnings. */
export const treeOf = (spans: readonly CollectedSpan[], parent?: string): Record<string, unknown> =>
  Object.fromEntries(
    spans
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .sort((a, b) => Number(a.startedAt - b.startedAt))
      .map((span) => {
        const { 'scriptd.node.path': path = '', 'scriptd.node.id': id = '' } = span.attributes
        return [[span.name, path, id].filter((part) => part !== '').join(' '), treeOf(spans, span.spanId)]
      }),
  )
