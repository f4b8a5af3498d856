import { AppError } from '../../domain/errors.ts'
import { ADDED_FUNCTIONS } from '../../engine/expressions/functions/added/added-functions.ts'
import { callOf, FUNCTIONS } from '../../engine/expressions/functions/functions.ts'
import { type NodeType, portsOf } from '../../engine/node-type.ts'
import type { NodeTypes } from '../../engine/node-types/registry.ts'
import { contentTag } from '../../lib/store/content-tag.ts'
import { nearest } from '../../lib/text/nearest.ts'
import { describeParameters } from './describe-parameters.ts'
import { functionInKorean, inKorean } from './in-korean.ts'
import { type FunctionEntry, Locale, type NodeTypeEntry, type PublicSettings } from './schema.ts'

/** The published part of the configuration. */
export interface CatalogueConfig {
  readonly environment: PublicSettings['environment']
  readonly http: { readonly bodyLimitBytes: number }
  readonly engine: {
    readonly executeWaitMs: number
    readonly executionConcurrency: number
    readonly nodeConcurrency: number
    readonly executionLimit: number
    readonly executionStepLimit: number
    readonly executionTimeoutMs: number
    readonly code: { readonly timeoutMs: number; readonly memoryBytes: number }
    readonly http: { readonly timeoutMs: number; readonly maxBytes: number }
  }
  readonly workspace: { readonly fileMaxBytes: number }
}

export interface CatalogueServiceOptions {
  readonly types: NodeTypes
  readonly config: CatalogueConfig
  readonly version: string
}

/** A value that does not change while the server runs, with its ETag. */
export interface Tagged<T> {
  readonly value: T
  readonly etag: string
}

interface Catalogue {
  readonly all: Tagged<NodeTypeEntry[]>
  readonly byName: ReadonlyMap<string, Tagged<NodeTypeEntry>>
}

/** The node types and public settings, which are fixed at the start, so that answers and ETags are built only once. */
export class CatalogueService {
  readonly settings: Tagged<PublicSettings>
  readonly #functions: Partial<Record<Locale, Tagged<FunctionEntry[]>>> = {}
  readonly #types: NodeTypes
  readonly #built: Partial<Record<Locale, Catalogue>> = {}

  constructor({ types, config, version }: CatalogueServiceOptions) {
    this.settings = tagged(publicSettings(config, version, types.all.length))
    this.#types = types
  }

  nodeTypes(locale: Locale): Tagged<NodeTypeEntry[]> {
    return this.#catalogue(locale).all
  }

  functions(locale: Locale): Tagged<FunctionEntry[]> {
    this.#functions[locale] ??= tagged(functionEntries(locale))
    return this.#functions[locale]
  }

  /** @throws AppError `NODE_TYPE_NOT_FOUND` */
  nodeType(type: string, locale: Locale): Tagged<NodeTypeEntry> {
    const { byName } = this.#catalogue(locale)
    const entry = byName.get(type)
    if (entry) return entry
    const meant = nearest(type, [...byName.keys()])
    throw new AppError('NODE_TYPE_NOT_FOUND', { values: { type }, meant })
  }

  // Built at the first request: the schemas take a while, and most starts are not followed by such a request.
  #catalogue(locale: Locale): Catalogue {
    this.#built[locale] ??= toCatalogue(this.#types, locale)
    return this.#built[locale]
  }
}

const toCatalogue = (types: NodeTypes, locale: Locale): Catalogue => {
  const entries = types.all.map(toEntry).map((entry) => (locale === 'ko' ? inKorean(entry) : entry))
  return { all: tagged(entries), byName: new Map(entries.map((entry) => [entry.type, tagged(entry)])) }
}

const tagged = <T>(value: T): Tagged<T> => ({
  value,
  etag: contentTag(JSON.stringify(value)),
})

const toEntry = (nodeType: NodeType): NodeTypeEntry => {
  const { type, title, description, effects, ports, example } = nodeType
  return {
    type,
    title,
    description,
    effects,
    ports: [...portsOf(nodeType, {})],
    dynamic_ports: typeof ports === 'function',
    parameters: describeParameters(nodeType),
    example: { ...example },
  }
}

const functionEntries = (locale: Locale): FunctionEntry[] => {
  const added = new Set(ADDED_FUNCTIONS.map(({ name }) => name))
  return FUNCTIONS.map((info) => ({
    name: `$${info.name}`,
    call: callOf(info),
    description: info.description,
    standard: !added.has(info.name),
    examples: [...info.examples],
  }))
    .map((entry) => (locale === 'ko' ? functionInKorean(entry) : entry))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const publicSettings = (
  { environment, http, engine, workspace }: CatalogueConfig,
  version: string,
  nodeTypes: number,
): PublicSettings => ({
  version,
  environment,
  locales: Locale.options,
  node_types: nodeTypes,
  limits: {
    execute_wait_ms: engine.executeWaitMs,
    execution_concurrency: engine.executionConcurrency,
    node_concurrency: engine.nodeConcurrency,
    executions: engine.executionLimit,
    execution_steps: engine.executionStepLimit,
    execution_timeout_ms: engine.executionTimeoutMs,
    body_bytes: http.bodyLimitBytes,
    file_bytes: workspace.fileMaxBytes,
    code_timeout_ms: engine.code.timeoutMs,
    code_memory_bytes: engine.code.memoryBytes,
    http_timeout_ms: engine.http.timeoutMs,
    http_response_bytes: engine.http.maxBytes,
  },
})
