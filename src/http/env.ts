import type { HttpBindings } from '@hono/node-server'
import type { RouterRoute } from 'hono/types'
import type { ErrorCode } from '../domain/errors.ts'
import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { Principal } from './access/principal.ts'
import type { Catalogue, Locale } from './messages/text.ts'
import type { AnswerVariables } from './response/answer.ts'

/** What goes with a request. */
export interface AppEnv {
  /** Only what came through a socket has them. */
  Bindings: Partial<HttpBindings>
  Variables: RequestVariables & AnswerVariables
}

interface RequestVariables {
  requestId: string
  /** The route that answers the request, the first of those that fit; nothing when no route takes it. */
  route: RouterRoute | undefined
  /** Null when the request did not come through a socket. */
  clientIp: string | null
  locale: Locale
  texts: Catalogue
  /** The span of the request, when requests are traced. */
  trace: TraceHeaders | undefined
  /** Who is calling; nobody where no key is asked for. */
  principal: Principal | undefined
  /** Whom limits are counted for: a key, or else an address. */
  caller: string
  /** Counts executions that are about to begin. @throws AppError `RATE_LIMITED` */
  admitExecutions: (count: number) => void
  /** The id for what the request creates, when the caller may repeat it. */
  resourceId: string | undefined
  /** Whether the same request was begun before and it is not known what came of it: the process died meanwhile. */
  isRepeated: boolean | undefined
  /** Set by the error handler. */
  errorCode: ErrorCode | undefined
}
