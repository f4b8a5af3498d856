import type { Page } from '../../domain/cursor.ts'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { type Leadership, mayCache } from '../../domain/leadership.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import type { MaybePromise } from '../../lib/async/maybe-promise.ts'
import { contentTag } from '../../lib/store/content-tag.ts'
import { ReadCache } from '../../lib/store/read-cache.ts'
import { nearest } from '../../lib/text/nearest.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { VariableRepository } from './repository.ts'
import type { Variable, VariableQuery } from './schema.ts'
import { type Excess, MAX_TOTAL_BYTES, MAX_VARIABLES, type VariableRow } from './statements.ts'

export interface VariableServiceOptions {
  readonly repository: VariableRepository
  readonly clock: Clock
  readonly leadership: Leadership
}

export interface VariableChange extends Pick<Variable, 'name' | 'value' | 'description'> {
  readonly precondition: Precondition
}

export interface TaggedVariable {
  readonly variable: Variable
  readonly etag: string
}

export interface SetVariable extends TaggedVariable {
  readonly isNew: boolean
}

type Values = Readonly<Record<string, unknown>>

const ALL = 'all'

/** JSON values for scripts to read, visible to everyone who may read scripts. */
export class VariableService {
  readonly #repository: VariableRepository
  readonly #clock: Clock
  /** The values of all variables, under one key. */
  readonly #values: ReadCache<typeof ALL, Values>
  readonly #changes = new KeyedQueue<string>()

  constructor({ repository, clock, leadership }: VariableServiceOptions) {
    this.#repository = repository
    this.#clock = clock
    this.#values = new ReadCache({
      max: 1,
      load: async () =>
        Object.fromEntries((await repository.values()).map(({ name, value }) => [name, value])),
      mayKeep: () => mayCache(leadership),
    })
  }

  /** All values by name, ordered by name; the same object until a variable changes. */
  values(): MaybePromise<Values> {
    return this.#values.peek(ALL) ?? this.#values.get(ALL)
  }

  list({ cursor, limit }: VariableQuery): Promise<Page> {
    return this.#repository.page({ after: cursor, limit })
  }

  /** @throws AppError `VARIABLE_NOT_FOUND` */
  async get(name: string): Promise<TaggedVariable> {
    const variable = await this.#repository.find(name)
    if (!variable) throw await this.#notFound(name)
    return tagged(variable)
  }

  /**
   * Creates a variable or replaces it; an equal one changes nothing.
   * @throws AppError `PRECONDITION_FAILED`, or `VALIDATION_FAILED` when there are too many, or too large ones
   */
  set({ precondition, ...desired }: VariableChange): Promise<SetVariable> {
    return this.#change(desired.name, async (current) => {
      if (!precondition(current && tagged(current).etag)) throw new AppError('PRECONDITION_FAILED')
      if (current && isEqual(current, desired)) return { ...tagged(current), isNew: false }
      const now = isoTime(this.#clock.now())
      const row = { ...desired, created_at: current?.created_at ?? now, updated_at: now }
      const excess = await this.#repository.save(row)
      if (excess) throw exceeded(excess)
      return { ...tagged(row), isNew: !current }
    })
  }

  /** @throws AppError `VARIABLE_NOT_FOUND`, `PRECONDITION_FAILED` */
  remove(name: string, precondition: Precondition): Promise<void> {
    return this.#change(name, async (current) => {
      if (!current) throw await this.#notFound(name)
      if (!precondition(tagged(current).etag)) throw new AppError('PRECONDITION_FAILED')
      await this.#repository.remove(name)
    })
  }

  async #notFound(name: string): Promise<AppError> {
    const names = (await this.#repository.values()).map((variable) => variable.name)
    return new AppError('VARIABLE_NOT_FOUND', { values: { variable: name }, meant: nearest(name, names) })
  }

  /** Changes of one variable run one after another. */
  #change<T>(name: string, change: (current: VariableRow | undefined) => Promise<T>): Promise<T> {
    return this.#changes.run(name, async () =>
      change(await this.#repository.find(name)).finally(() => this.#values.forget(ALL)),
    )
  }
}

const isEqual = (current: VariableRow, desired: Pick<VariableRow, 'value' | 'description'>): boolean =>
  current.description === desired.description &&
  JSON.stringify(current.value) === JSON.stringify(desired.value)

const tagged = (variable: VariableRow): TaggedVariable => ({
  variable,
  etag: contentTag(
    JSON.stringify([variable.value, variable.description, variable.created_at, variable.updated_at]),
  ),
})

const exceeded = (excess: Excess): AppError =>
  validationFailed([
    excess === 'too_many'
      ? { path: 'path.name', code: 'too_many_variables', values: { maximum: MAX_VARIABLES } }
      : { path: 'value', code: 'variables_too_large', values: { maximum: MAX_TOTAL_BYTES } },
  ])
