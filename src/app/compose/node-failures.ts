import { databaseFailure } from '../../db/errors.ts'
import { NodeError } from '../../engine/errors.ts'
import type { StatCounters } from '../../engine/ports.ts'
import { errorTexts } from '../../http/messages/error-texts.ts'
import { translate } from '../../http/messages/text.ts'

/** Fails a node with the code that requests get while the database cannot be used, instead of the text of the driver. */
const failNode = (error: unknown): never => {
  const code = databaseFailure(error)
  if (!code) throw error
  throw new NodeError(code, translate(errorTexts[code], 'en'), { cause: error })
}

/** Counters as nodes add to them. */
export const nodeCounters = (stats: StatCounters): StatCounters => ({
  increment: (deltas) => stats.increment(deltas).catch(failNode),
})
