import { hash } from 'node:crypto'
import { z } from 'zod'
import type { ResumeLink, ResumeLinks } from '../../../engine/ports.ts'
import type { Keyring } from '../../../lib/store/keyring.ts'

export interface SignedLinksOptions {
  readonly keyring: Keyring
  /** What addresses of this server begin with; without it they are paths. */
  readonly publicUrl: string | undefined
  /** For how many days after the creation of its execution a link can be used. */
  readonly days: number
}

/** A link that this server has made, and that has not expired. */
export interface OpenLink extends ResumeLink {
  /** The id of the event that its use sends. */
  readonly eventId: string
}

export const RESUME_PATH = '/resume/'

const CONTEXT = 'resume links'
const DAY_MS = 24 * 60 * 60 * 1000

const Content = z.tuple([z.string(), z.string(), z.string(), z.array(z.string()), z.int()])

/** Makes and reads links that carry what they resume, signed. */
export class SignedLinks implements ResumeLinks {
  readonly #options: SignedLinksOptions

  constructor(options: SignedLinksOptions) {
    this.#options = options
  }

  urlOf({ execution_id, path, node_id, waits }: ResumeLink, createdAt: string): string | undefined {
    const { keyring, publicUrl = '', days } = this.#options
    const expiresAt = Date.parse(createdAt) + days * DAY_MS
    const text = JSON.stringify([execution_id, path, node_id, waits, expiresAt])
    const content = Buffer.from(text).toString('base64url')
    const signature = keyring.sign(content, CONTEXT)
    return signature && `${publicUrl}${RESUME_PATH}${content}.${signature}`
  }

  /** The link of a token; `undefined` when it is forged or has expired at `now`. */
  read(token: string, now: number): OpenLink | undefined {
    const [content = '', signature = ''] = token.split('.')
    if (!this.#options.keyring.isSigned(content, signature, CONTEXT)) return undefined
    const parsed = Content.safeParse(JSON.parse(Buffer.from(content, 'base64url').toString()))
    if (!parsed.success) return undefined
    const [execution_id, path, node_id, waits, expiresAt] = parsed.data
    if (expiresAt <= now) return undefined
    return { execution_id, path, node_id, waits, eventId: `ln_${hash('sha256', content)}` }
  }
}
