import { AppError } from '../../../domain/errors.ts'
import { MemoryClaim } from '../../../http/access/caller-memory.ts'
import { readBytes } from '../../../http/request/body/any-type.ts'
import type { SharedBudget } from '../../../lib/async/byte-budget.ts'
import { networkOf } from '../../../lib/net/network.ts'
import type { WebhookAuth } from '../auth/auth-schema.ts'
import type { RequestCheck } from '../auth/request-check.ts'
import type { WebhookRow } from '../store/repository.ts'
import {
  type BodyLimit,
  type DeliveryAcceptor,
  type Incoming,
  type Ready,
  type Received,
  withinLimit,
} from './delivery-acceptor.ts'
import { CALLER } from './delivery-rules.ts'
import type { DeliveryStarter, Refusal } from './delivery-starter.ts'

export interface DeliveryReceiverOptions {
  readonly check: RequestCheck
  readonly starter: DeliveryStarter
  readonly acceptor: DeliveryAcceptor
  readonly memory: SharedBudget
}

interface ReceivingOptions extends DeliveryReceiverOptions, Pick<Incoming, 'about' | 'trace'> {
  /** The webhook with the token; `undefined` when there is none. */
  readonly row: WebhookRow | undefined
}

type BodyProof = (bytes: Buffer) => Promise<Ready | Refusal>

/** One request to a webhook. Whatever is refused costs the same work: reading and hashing the whole body. */
export class DeliveryReceiver {
  readonly #options: ReceivingOptions

  constructor(options: ReceivingOptions) {
    this.#options = options
  }

  async run(): Promise<Received> {
    const { memory, about, acceptor, trace } = this.#options
    const found = await this.#checkHead()
    // Strangers must not use up what known senders share.
    const caller = typeof found === 'function' ? networkOf(about.clientIp ?? 'local') : CALLER
    const claim = new MemoryClaim(memory, caller)
    try {
      if (typeof found === 'function') return await this.#proveByBody(found, claim)
      const read = (limit: BodyLimit) => this.#read(claim, limit)
      return await acceptor.accept(found, { about, trace, claim, read })
    } finally {
      claim.release()
    }
  }

  /** To a sender, a webhook that cannot start its script is like one that is not there. */
  async #checkHead(): Promise<Ready | BodyProof> {
    const { row, check, starter, about } = this.#options
    if (!row) return check.refuse('token_unknown')
    const target = await starter.targetOf(row, about.request.method)
    // Guarantee: only the settings of a valid webhook are written.
    const checked = await check.start(JSON.parse(row.auth) as WebhookAuth, about.request.headers)
    if (typeof checked !== 'function')
      return 'reason' in target ? check.refuse(target.reason) : { row, ...target, signature: undefined }
    return async (bytes) => {
      const proof = await checked(bytes)
      if ('reason' in proof) return proof
      return 'reason' in target ? target : { row, ...target, signature: proof.once }
    }
  }

  async #proveByBody(prove: BodyProof, claim: MemoryClaim): Promise<Received> {
    const { about, acceptor, trace } = this.#options
    const bytes = await this.#read(claim, acceptor.serverLimit).catch(tooLarge)
    if (!bytes) return { reason: 'payload_too_large' }
    const found = await prove(bytes)
    if ('reason' in found) return found
    const read = async (limit: BodyLimit) => withinLimit(bytes, limit)
    return acceptor.accept(found, { about, trace, claim, read })
  }

  #read(claim: MemoryClaim, limit: BodyLimit): Promise<Buffer> {
    return readBytes(this.#options.about.request, claim, limit)
  }
}

/** An answer with the limit would tell strangers that the token is right. */
const tooLarge = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE') return undefined
  throw error
}
