import { AppError } from '../../domain/errors.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import type { SettingsStore } from './ports.ts'
import type { FolderEntry, Workspace } from './workspace.ts'

export interface FolderServiceOptions {
  readonly workspace: Workspace
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly logger: Logger
}

const SETTING = 'selected_folder'

/** The selected folder, stored as a setting so that it survives a restart. */
export class FolderService {
  readonly #workspace: Workspace
  readonly #settings: SettingsStore
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #changes = new KeyedQueue<string>()

  constructor({ workspace, settings, clock, logger }: FolderServiceOptions) {
    this.#workspace = workspace
    this.#settings = settings
    this.#clock = clock
    this.#logger = logger
  }

  /** From the root of the workspace; empty for the root itself. */
  get selected(): string {
    return this.#workspace.selected
  }

  /**
   * Selects a folder, if the one selected so far is accepted.
   * @throws AppError `FOLDER_NOT_FOUND`, `PATH_OUTSIDE_WORKSPACE`, `PRECONDITION_FAILED`
   */
  select(path: string, isAccepted: (selected: string) => boolean = () => true): Promise<string> {
    return this.#changes.run(SETTING, () => {
      if (!isAccepted(this.selected)) throw new AppError('PRECONDITION_FAILED')
      return this.#select(path)
    })
  }

  async #select(path: string): Promise<string> {
    const selected = await this.#workspace.select(path)
    await this.#settings.save({
      key: SETTING,
      value: JSON.stringify(selected),
      updated_at: isoTime(this.#clock.now()),
      expected: undefined,
    })
    return selected
  }

  /** @throws AppError `FOLDER_NOT_FOUND`, `PATH_OUTSIDE_WORKSPACE` */
  browse(path: string): Promise<FolderEntry[]> {
    return this.#workspace.browse(path)
  }

  /** Selects the stored folder; the root stays selected when that folder no longer exists. */
  async restore(): Promise<void> {
    const stored = await this.#settings.find(SETTING)
    const path: unknown = stored && JSON.parse(stored.value)
    if (typeof path !== 'string') return
    try {
      await this.#workspace.select(path)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#logger.warn(
        { path, code: error.code },
        'the selected folder no longer exists; the root is selected instead',
      )
    }
  }
}
