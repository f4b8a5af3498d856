import type { Context, TypedResponse } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import type { AppEnv } from '../../../http/env.ts'
import { answerLocale } from '../../../http/hooks/locale.ts'
import { LOCALES, type Locale } from '../../../http/messages/text.ts'
import { bodyTag, json, jsonStream } from '../../../http/response/answer.ts'
import { list, listAround, success, successAround } from '../../../http/response/envelope.ts'
import { around } from '../../../http/response/raw-json.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { chunksOf } from '../../../lib/json/chunks.ts'
import { jsonPieces, type Pieces } from '../../../lib/json/json-pieces.ts'
import type { Execution } from '../schema.ts'
import type { PartsRepository } from '../store/parts-repository.ts'
import { type ExecutionView, type ExecutionViews, isLargeView } from '../views.ts'
import { toExecution } from '../wire.ts'
import { executionPieces, type StoredSource } from './pieces-wire.ts'

export interface AnswerOptions<Status> {
  readonly status: Status
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly parts: PartsRepository
  readonly turns: Turns
}

type Answer<Body, Status extends ContentfulStatusCode> = Response &
  TypedResponse<JSONParsed<Body>, Status, 'json'>

type One = ReturnType<typeof success<Execution>>
type Many = ReturnType<typeof list<Execution>>

// Guarantee for both: the contract tests check what the routes answer against its schema.

/** Answers with an execution, a large one in parts. */
export const jsonExecution = <S extends ContentfulStatusCode>(
  c: Context<AppEnv>,
  view: ExecutionView,
  { status, message, headers, parts, turns }: AnswerOptions<S>,
) => {
  const locale = answerLocale(c)
  const answer = isLargeView(view)
    ? jsonStream(
        c,
        chunksOf(
          around(successAround(message ?? null), executionPieces({ parts, locale }, view.execution.id)),
          turns,
        ),
        status,
        headers,
      )
    : json(c, success(toExecution(view, locale), message), status, headers)
  return answer as Answer<One, S>
}

/** The ETags of `jsonExecution`, one for each language; none for a large execution, which has none. */
export const executionTags = (view: ExecutionView): readonly string[] =>
  isLargeView(view) ? [] : LOCALES.map((locale) => bodyTag(success(toExecution(view, locale))))

/** How many executions are answered at once when all of them are small. */
const MAX_WHOLE = 20

/** Answers with a list of executions, which are read one after the other when they are many or large. */
export const jsonExecutions = async <S extends ContentfulStatusCode>(
  c: Context<AppEnv>,
  { views, ids }: { readonly views: ExecutionViews; readonly ids: readonly string[] },
  { status, message, headers, parts, turns }: AnswerOptions<S>,
) => {
  const locale = answerLocale(c)
  const small = await smallOnes(views, ids, locale)
  const answer = small
    ? json(c, list(small, message), status, headers)
    : jsonStream(
        c,
        chunksOf(
          around(listAround(ids.length, message ?? null), listPieces({ views, parts, locale }, ids)),
          turns,
        ),
        status,
        headers,
      )
  return answer as Answer<Many, S>
}

/** All of the executions; `undefined` when they are too many or one is large. */
const smallOnes = async (
  views: ExecutionViews,
  ids: readonly string[],
  locale: Locale,
): Promise<Execution[] | undefined> => {
  if (ids.length > MAX_WHOLE) return undefined
  const small: Execution[] = []
  for (const id of ids) {
    const view = await views.show(id)
    if (isLargeView(view)) return undefined
    small.push(toExecution(view, locale))
  }
  return small
}

async function* listPieces(
  { views, ...source }: StoredSource & { readonly views: ExecutionViews },
  ids: readonly string[],
): Pieces {
  let separator = ''
  for (const id of ids) {
    yield separator
    const view = await views.show(id)
    yield* isLargeView(view) ? executionPieces(source, id) : jsonPieces(toExecution(view, source.locale))
    separator = ','
  }
}
