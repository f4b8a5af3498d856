import type { z } from 'zod'
import type { Problem } from '../domain/errors.ts'
import type { Table } from '../domain/tables/table.ts'
import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { Share } from '../lib/async/fair-semaphore.ts'
import type { MaybePromise } from '../lib/async/maybe-promise.ts'
import type { AddressKind } from '../lib/net/address-parts.ts'
import type { NodeServices } from './ports.ts'
import type { EventWait, LogLine, NodeRecord } from './records.ts'
import type { Scope } from './scope.ts'

/** Replaces the values of secrets wherever they occur. */
export interface SecretRedactor {
  /** Whether there is nothing to replace. */
  readonly isEmpty: boolean
  /** In turns, as many secrets in a long text take long. */
  text(text: string): Promise<string>
  /** For bytes that are not text. */
  bytes(bytes: Uint8Array): Promise<Uint8Array>
  /** In the texts and field names of plain JSON of a few kilobytes. */
  json(value: unknown): unknown
  /** The values as they are, and what replaces each: for what comes in parts in another process. */
  values(): readonly (readonly [value: string, mark: string])[]
}

/** What a node sees while it runs. */
export interface NodeContext {
  /** Which node it is, and in which iteration or called script it runs. */
  readonly location: Pick<NodeRecord, 'node_id' | 'path'>
  readonly scope: Scope
  /** The outputs of its predecessors in connection order; empty for a node without predecessors. */
  readonly arrivals: readonly { readonly node_id: string; readonly output: unknown }[]
  readonly services: NodeServices
  /** Aborted when the execution is cancelled or it or the node times out. Every wait must listen to it. */
  readonly signal: AbortSignal
  /** Knows the execution's secrets. Everything that comes from outside goes through it, as it may echo one. */
  readonly redactor: SecretRedactor
  /** On whose behalf it runs, for what is shared between callers. */
  readonly share: Share
  /** Whether the parameters contain secrets. */
  readonly isConfidential: boolean
  /** Sent with the node's requests unless its own headers override them. */
  readonly traceHeaders?: TraceHeaders | undefined
  /** Adds to the log of this attempt. */
  log(lines: readonly LogLine[]): void
  /** Evaluates a JSONata expression in this node's scope; `parameter` is the one that contains it. */
  evaluate(expression: string, parameter: string): MaybePromise<unknown>
}

/** What a node passes on, and through which of its ports (`out` by default). */
export interface NodeOutput {
  readonly output: unknown
  readonly port?: string
}

/**
 * How the interpreter runs a type:
 * - `task` does some work and ends;
 * - `timer` only waits: it does not count towards the concurrency limit, and its deadline survives restarts;
 * - `event` only waits, too, for something from outside, which must be on disk before it waits;
 * - `loop` runs the nodes behind port `each` once per item or in rounds, then passes on their outputs through `done`;
 * - `call` runs another script's graph in the same execution.
 */
export type Behaviour<P> =
  | { readonly kind: 'task'; run(parameters: P, context: NodeContext): MaybePromise<NodeOutput> }
  | { readonly kind: 'timer'; deadline(parameters: P, now: number): number }
  | { readonly kind: 'event'; expect(parameters: P, now: number): EventWait }
  | {
      readonly kind: 'loop'
      iterate(parameters: P, context: NodeContext): MaybePromise<ListIteration | TableIteration | Rounds>
      /**
       * For a type that loops in rounds, whether the one that has ended was the last: `saved` are the parameters as they
       * are in the graph, and the input in the context is the output of the round.
       */
      isLast?(saved: Readonly<Record<string, unknown>>, context: NodeContext): MaybePromise<boolean>
    }
  | { readonly kind: 'call'; call(parameters: P, context: NodeContext): Call }

/** A list, or something that is read as it is needed. */
export type Items = Pick<readonly unknown[], 'length' | 'at'>

export interface Iteration {
  readonly items: Items
  /** How many items are processed at once. */
  readonly concurrency: number
}

interface Collection {
  /** Whether the outputs become a table. */
  readonly asTable?: boolean | undefined
}

/** As a loop keeps it over restarts. */
export type ListIteration = Iteration & Collection & { readonly items: readonly unknown[] }

/** The rows of a table, one by one or as lists of `batchSize`. */
export interface TableIteration extends Pick<Iteration, 'concurrency'>, Collection {
  readonly table: Table
  readonly batchSize?: number | undefined
}

/** One run after another, each with the output of the previous one as its input, until one is the last. */
export interface Rounds {
  /** How many there are at most. */
  readonly times: number
  /** What happens to the loop when none of that many runs was the last. */
  readonly onLimit: 'fail' | 'done'
}

export interface Call {
  readonly scriptId: number
  readonly input: unknown
}

/** `work` for tasks that keep the server busy, `request` for those that wait for an answer from the network. */
export type PlaceKind = 'work' | 'request'

export interface NodeTypeInfo {
  readonly type: string
  readonly title: string
  readonly description: string
  /** Whether it acts on the outside world: everything before it must then be on disk before it starts. */
  readonly effects: boolean
  /** What kind of place a task needs to run; `work` if it has effects, else none. */
  readonly place?: PlaceKind
  /** Output ports other than `error`; a function when they depend on the saved parameters. */
  readonly ports: readonly string[] | ((saved: Readonly<Record<string, unknown>>) => readonly string[])
  /** Whether it only chooses what follows: as the last node of a path, it is no result. */
  readonly isChoice?: boolean
  /** Names of parameters whose text is itself JSONata or code, where `{{ }}` has no meaning. */
  readonly verbatim?: readonly string[]
  /** Names of verbatim parameters that are evaluated after each round of a loop, with `loop` in scope. */
  readonly afterRounds?: readonly string[]
  /** The language of the verbatim parameters; JSONata by default. */
  readonly language?: 'javascript' | 'sql'
  /** What kind of address the text at a path of the parameters is, if it is one: none of its parts may come out empty. */
  addressAt?(path: readonly string[], saved: Readonly<Record<string, unknown>>): AddressKind | undefined
  /** Problems of constant parameters that the schema leaves to the run, which can report more details. */
  checkSaved?(saved: Readonly<Record<string, unknown>>): readonly Problem[]
  /** Names of parameters whose templates may use `$secret`. The type must redact all of its output. */
  readonly secrets?: readonly string[]
  /** Codes of failures after the other side has answered; any other may reveal something about a secret. */
  readonly answered?: readonly string[]
  readonly example: NodeExample
}

/** A request to `POST /api/actions` that works as it is. */
export interface NodeExample {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly input?: unknown
  /** The expected output, where it is always the same. */
  readonly output?: unknown
}

export type NodeType = NodeTypeInfo & { readonly parameters: z.ZodType } & Behaviour<unknown>

/** Finds node types by name. */
export interface NodeTypeCatalogue {
  get(type: string): NodeType | undefined
  readonly all: readonly NodeType[]
}

/**
 * Declares a node type; the type of its parameters comes from their schema.
 * The cast is safe: the engine passes a behaviour only what the schema of that same node type returned.
 */
export const defineNodeType = <S extends z.ZodType>(
  definition: NodeTypeInfo & { readonly parameters: S } & Behaviour<z.output<S>>,
): NodeType => definition as unknown as NodeType

/** Whether a parameter's saved value is itself JSONata or code, where `{{ }}` has no meaning. */
export const isVerbatim = (type: NodeTypeInfo, name: string, value: unknown): value is string =>
  typeof value === 'string' && type.verbatim?.includes(name) === true

/** The output ports of a node with these saved parameters, `error` included. */
export const portsOf = (type: NodeType, saved: Readonly<Record<string, unknown>>): readonly string[] => {
  const own = typeof type.ports === 'function' ? type.ports(saved) : type.ports
  return [...own, 'error']
}
