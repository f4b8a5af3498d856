import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { NextId } from '../../lib/store/ids.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { idempotency } from './middleware.ts'
import { IdempotencyRepository } from './repository.ts'

export interface IdempotencyComposition {
  readonly writer: Writer
  readonly clock: Clock
  readonly leadership: Leadership
  /** Ids for what a request creates, reserved before it runs. */
  readonly nextId: NextId
}

/** `middleware` belongs before every POST route. */
export const composeIdempotency = ({ writer, clock, leadership, nextId }: IdempotencyComposition) => {
  const repository = new IdempotencyRepository(writer)
  const { isShared = false } = leadership
  return {
    middleware: idempotency({ repository, clock, nextId, isShared }),
    forget: () => repository.forget(),
  }
}
