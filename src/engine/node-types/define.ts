import type { z } from 'zod'
import type { TraceHeaders } from '../../domain/trace-headers.ts'
import type { MaybePromise } from '../../lib/async/maybe-promise.ts'
import type { NodeServices } from '../ports.ts'
import type { Scope } from '../scope.ts'
import type { Redactor } from '../secrets/redactor.ts'

export interface NodeContext {
  readonly scope: Scope
  /** What the predecessors delivered, in connection order; empty for a node without predecessors. */
  readonly arrivals: readonly { readonly node_id: string; readonly output: unknown }[]
  readonly services: NodeServices
  /** Aborted by cancel, by the node's timeout and by the execution's. Every wait must listen to it. */
  readonly signal: AbortSignal
  /** Takes the execution's secrets out; what comes from outside goes through it first. */
  readonly redactor: Redactor
  /** Whether the parameters hold secrets. */
  readonly isConfidential: boolean
  /** Goes with the requests that the node sends, unless it says otherwise. */
  readonly traceHeaders?: TraceHeaders | undefined
  /** The value of a JSONata expression in this node's scope. */
  evaluate(expression: string): MaybePromise<unknown>
}

/** What a node hands on, and by which of its ports (default `out`). */
export interface NodeOutput {
  readonly output: unknown
  readonly port?: string
}

/**
 * How the interpreter runs a type:
 * - `task` does its work and is done;
 * - `timer` only waits: it takes no place among the nodes that run at once, and keeps its deadline over restarts;
 * - `loop` runs the nodes behind port `each` once an item and then hands on their outputs by `done`;
 * - `call` runs another script's graph in the same execution.
 */
export type Behaviour<P> =
  | { readonly kind: 'task'; run(parameters: P, context: NodeContext): MaybePromise<NodeOutput> }
  | { readonly kind: 'timer'; deadline(parameters: P, now: number): number }
  | { readonly kind: 'loop'; iterate(parameters: P, context: NodeContext): MaybePromise<Iteration> }
  | { readonly kind: 'call'; call(parameters: P, context: NodeContext): Call }

export interface Iteration {
  readonly items: readonly unknown[]
  /** How many items are in work at once. */
  readonly concurrency: number
}

export interface Call {
  readonly scriptId: number
  readonly input: unknown
}

export interface NodeTypeInfo {
  readonly type: string
  readonly title: string
  readonly description: string
  /** `true`: it changes or reads the outside, so what came before it must be on disk first. */
  readonly effects: boolean
  /** Output ports besides `error`; a function when they depend on the parameters as they were saved. */
  readonly ports: readonly string[] | ((saved: Readonly<Record<string, unknown>>) => readonly string[])
  /** Names of parameters whose text is JSONata or code itself, so that no `{{ }}` is looked for in it. */
  readonly verbatim?: readonly string[]
  /** What the verbatim parameters are written in; JSONata when it is not said. */
  readonly language?: 'jsonata' | 'javascript'
  /** Names of parameters whose templates may use `$secret`. The type has to redact all that it hands on. */
  readonly secrets?: readonly string[]
  readonly example: NodeExample
}

/** A call of `POST /api/actions` that works as it stands. */
export interface NodeExample {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly input?: unknown
  /** What it answers, where that is always the same. */
  readonly output?: unknown
}

export type NodeType = NodeTypeInfo & { readonly parameters: z.ZodType } & Behaviour<unknown>

/**
 * Declares a node type; the parameters' type comes from their schema.
 * Forgetting that type is safe: the engine hands a behaviour only what its own schema returned.
 */
export const defineNodeType = <S extends z.ZodType>(
  definition: NodeTypeInfo & { readonly parameters: S } & Behaviour<z.output<S>>,
): NodeType => definition as unknown as NodeType

/** Whether a parameter's saved value is JSONata or code itself, which `{{ }}` have no meaning in. */
export const isVerbatim = (type: NodeTypeInfo, name: string, value: unknown): value is string =>
  typeof value === 'string' && type.verbatim?.includes(name) === true

/** The output ports of a node with these saved parameters, `error` included. */
export const portsOf = (type: NodeType, saved: Readonly<Record<string, unknown>>): readonly string[] => {
  const own = typeof type.ports === 'function' ? type.ports(saved) : type.ports
  return [...own, 'error']
}
