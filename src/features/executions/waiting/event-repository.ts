import type { Writer } from '../../../db/writer.ts'
import { type Broadcast, type BroadcastWrite, broadcastEvent } from './broadcast-statements.ts'
import { type Delivery, deliverEvent, type EventWrite } from './event-statements.ts'

export class EventRepository {
  readonly #writer: Writer

  constructor(writer: Writer) {
    this.#writer = writer
  }

  /** Gives an event to the step that waits for it, or keeps it until one does; at most once for each id. */
  deliver(write: EventWrite): Promise<Delivery> {
    return this.#writer.write(deliverEvent, write)
  }

  /** Gives an event to all steps that wait for it now; once for each id. */
  broadcast(write: BroadcastWrite): Promise<Broadcast> {
    return this.#writer.write(broadcastEvent, write)
  }
}
