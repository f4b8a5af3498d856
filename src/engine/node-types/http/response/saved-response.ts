import { writeAll } from '../../../../lib/system/descriptor.ts'
import { NodeError } from '../../../errors.ts'
import { fileTooLarge } from '../../../file-format.ts'
import type { NodeContext } from '../../../node-type.ts'
import type { HttpAnswer, HttpRequest, UnreadBody } from '../../../ports.ts'
import { cleanBytes } from './clean-bytes.ts'

export interface SavedFile {
  readonly path: string
  /** In bytes. */
  readonly size: number
}

type Saving = Pick<NodeContext, 'services' | 'signal' | 'redactor'>

/** Saves the body of one answer as a file, which appears when it is complete. */
export class SavedResponse {
  readonly #path: string
  readonly #context: Saving
  #file: SavedFile | undefined

  constructor(path: string, context: Saving) {
    this.#path = path
    this.#context = context
  }

  /** What the client does with a body: a body that may echo a secret must be searched as a whole, so it stays in memory. */
  get save(): Pick<HttpRequest, 'save'> {
    if (!this.#context.redactor.isEmpty) return {}
    return { save: (status) => (isToBeSaved(status) ? (body) => this.#write(body) : undefined) }
  }

  /** The saved file; `undefined` for an answer that is not to be saved. */
  async file(answer: HttpAnswer): Promise<SavedFile | undefined> {
    if (!this.#file && isToBeSaved(answer.status)) {
      const clean = await cleanBytes(answer, this.#context.redactor)
      await this.#write(async function* () {
        yield clean
      })
    }
    return this.#file
  }

  async #write(body: UnreadBody): Promise<void> {
    const { services, signal } = this.#context
    const target = { path: this.#path, mode: 'overwrite' } as const
    try {
      this.#file = await services.files.write(target, signal, async ({ name, descriptor, limit }) => {
        const chunks = body(limit.bytes, () => fileTooLarge(name, limit))
        for await (const chunk of chunks) await writeAll(descriptor, chunk)
      })
    } catch (error) {
      throw error instanceof NodeError && !error.code.startsWith('HTTP_') ? notSaved(error) : error
    }
  }
}

/** A failure after the answer, unlike one of a file that is to be sent. */
const notSaved = (cause: NodeError): NodeError =>
  new NodeError('HTTP_RESPONSE_FILE', `The response was not saved: ${cause.message}`, {
    details: { code: cause.code },
    retryable: cause.retryable,
    cause,
  })

/** What comes with another status is an error or nothing, and no reason to replace a file. */
const isToBeSaved = (status: number): boolean => status >= 200 && status < 300
