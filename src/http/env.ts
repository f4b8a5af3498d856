import type { HttpBindings } from '@hono/node-server'
import type { RouterRoute } from 'hono/types'
import type { ErrorCode } from '../domain/errors.ts'
import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { MemoryClaim } from './access/caller-memory.ts'
import type { Principal } from './access/principal.ts'
import type { Catalogue, Locale } from './messages/text.ts'
import type { AnswerVariables } from './response/answer.ts'

/** The context of a request. */
export interface AppEnv {
  /** Absent for requests made in memory, in tests. */
  Bindings: Partial<HttpBindings>
  Variables: RequestVariables & AnswerVariables
}

interface RequestVariables {
  requestId: string
  /** The first matching route; undefined when there is none. */
  route: RouterRoute | undefined
  /** Null for a request made in memory. */
  clientIp: string | null
  locale: Locale
  texts: Catalogue
  /** The request's span, when tracing is on. */
  trace: TraceHeaders | undefined
  /** Undefined for a probe, and for a caller without a key at a public route. */
  principal: Principal | undefined
  /** The subject of limits: a key's id, else a network address. */
  caller: string
  /** Charges executions about to start to the caller's limit. @throws AppError `RATE_LIMITED` */
  admitExecutions: (count: number) => void
  /** A new claim to memory of the caller's share. */
  claimMemory: () => MemoryClaim
  /** The claim of a long body, to which belongs what is made of it. */
  bodyMemory: MemoryClaim | undefined
  /** Parses a long body over several turns of the event loop. */
  parseBody: (() => Promise<unknown>) | undefined
  /** The id of the resource to create, the same in every retry of the request. */
  resourceId: string | undefined
  /** Whether the process died during an earlier attempt of the same request, whose outcome is unknown. */
  isRepeated: boolean | undefined
  /** Whether a repeated request finds by `resourceId` what this one has done, also before its answer is stored. */
  isFoundById: boolean | undefined
  /** Set by the error handler. */
  errorCode: ErrorCode | undefined
}
