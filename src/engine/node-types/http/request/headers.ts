import type { TraceHeaders } from '../../../../domain/trace-headers.ts'
import type { HttpRequest } from '../../../ports.ts'
import type { HttpParameters } from '../parameters.ts'
import type { EncodedBody } from './body.ts'

interface Defaults extends Pick<EncodedBody, 'contentType' | 'isFixed'> {
  readonly traceHeaders: TraceHeaders | undefined
}

/** The headers of a node, and what it does not say otherwise. */
export const requestHeaders = (
  headers: HttpParameters['headers'],
  { contentType, isFixed = false, traceHeaders }: Defaults,
): HttpRequest['headers'] => {
  const named = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const own = Object.entries(headers)
    .filter(([name]) => !isFixed || name.toLowerCase() !== 'content-type')
    .map(([name, value]) => [name, value === null ? null : String(value)])
  const isTyped = contentType !== undefined && (isFixed || !named.has('content-type'))
  return {
    ...Object.fromEntries(own),
    ...(!named.has('traceparent') && traceHeaders),
    ...(isTyped && { 'content-type': contentType }),
  }
}

/** The content type that the node sets itself. */
export const contentTypeIn = (headers: HttpParameters['headers']): string | undefined => {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  return typeof value === 'string' ? value : undefined
}
