import type { Context } from 'hono'
import type { AppEnv } from './env.ts'
import { localize } from './hooks/locale.ts'
import { NOTHING_CHANGED } from './messages/nothing-changed.ts'
import type { Text } from './messages/text.ts'
import { json } from './response/answer.ts'
import { success } from './response/envelope.ts'

/** What is stored after a request that was to change it. */
export interface Saved<T> {
  readonly data: T
  readonly etag: string
  readonly isChanged: boolean
}

/** The answer to a change of something that has an ETag; the text is only for one that has changed anything. */
export const answerSaved = <T extends object>(
  c: Context<AppEnv>,
  { data, etag, isChanged }: Saved<T>,
  text: Text,
) => json(c, success(data, localize(c, isChanged ? text : NOTHING_CHANGED)), 200, { ETag: etag })
