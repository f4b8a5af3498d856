import type { Page } from '../../../domain/cursor.ts'
import { AppError } from '../../../domain/errors.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import { NewScript } from '../schema.ts'
import type { SavedScript, ScriptChange, ScriptService } from '../service.ts'
import { compareGraphs, compareSettings } from './compare.ts'
import type { StoredVersion, VersionPage, VersionRepository } from './repository.ts'

export interface VersionServiceOptions {
  readonly scripts: ScriptService
  readonly repository: VersionRepository
  readonly clock: Clock
  /** For how long versions are kept; 0 for no limit. */
  readonly days: number
}

const DAY_MS = 24 * 60 * 60 * 1000
const DELETED_AT_ONCE = 100

/** The saved versions of scripts. */
export class VersionService {
  readonly #options: VersionServiceOptions

  constructor(options: VersionServiceOptions) {
    this.#options = options
  }

  /** @throws AppError `SCRIPT_NOT_FOUND` */
  async list(id: number, page: VersionPage): Promise<Page> {
    await this.#options.scripts.load(id)
    return this.#options.repository.page(id, page)
  }

  /** @throws AppError `SCRIPT_NOT_FOUND` or `SCRIPT_VERSION_NOT_FOUND` */
  async get(id: number, version: number) {
    const { settings, graph, ...head } = await this.#load(id, version)
    return { ...head, script: { ...toScript({ settings, graph }) } }
  }

  /** What has changed from one version to another, by default the current one. */
  async compare(id: number, from: number, to?: number) {
    const before = await this.#load(id, from)
    const after = await this.#load(id, to ?? (await this.#options.scripts.load(id)).row.version)
    const settings = compareSettings(before.settings, after.settings)
    return { from, to: after.version, settings, ...compareGraphs(before.graph, after.graph) }
  }

  /** Saves the content of a version as a new one. */
  async restore(id: number, version: number, change: ScriptChange): Promise<SavedScript> {
    return this.#options.scripts.replace(id, toScript(await this.#load(id, version)), change)
  }

  /** Deletes some of the versions that are too old; `false` when there are none. */
  async prune(): Promise<boolean> {
    const { repository, clock, days } = this.#options
    if (days === 0) return false
    const before = isoTime(Math.max(0, clock.now() - days * DAY_MS))
    return (await repository.deleteOld({ before, limit: DELETED_AT_ONCE })) > 0
  }

  async #load(id: number, version: number): Promise<StoredVersion> {
    const { scripts, repository } = this.#options
    await scripts.load(id)
    const found = await repository.find(id, version)
    if (!found) throw new AppError('SCRIPT_VERSION_NOT_FOUND', { values: { id, version } })
    return found
  }
}

/** Settings that are newer than the version have their defaults. */
const toScript = ({ settings, graph }: Pick<StoredVersion, 'settings' | 'graph'>): NewScript =>
  NewScript.parse({ ...settings, ...graph })
