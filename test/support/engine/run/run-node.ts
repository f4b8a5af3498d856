import assert from 'node:assert/strict'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'
import { compileTemplate } from '../../../../src/engine/expressions/template.ts'
import { isVerbatim, type NodeContext, type NodeType } from '../../../../src/engine/node-type.ts'
import type { NodeServices } from '../../../../src/engine/ports.ts'
import type { LogLine } from '../../../../src/engine/records.ts'
import type { Scope } from '../../../../src/engine/scope.ts'
import { Redactor } from '../../../../src/engine/secrets/redactor.ts'
import { createLogger } from '../../../../src/logging/logger.ts'
import { scopeWith } from '../scope.ts'

const refuse = () => Promise.reject(new Error('this node has no business here'))

/** Services that refuse everything, but for those given. */
export const servicesWith = (parts: Partial<NodeServices> = {}): NodeServices => ({
  files: { read: refuse, write: refuse, list: refuse, remove: refuse, move: refuse, database: refuse },
  formats: {
    read: refuse,
    write: refuse,
    readTable: refuse,
    tabulate: refuse,
    writeTable: refuse,
    parse: refuse,
  },
  tables: {
    create: refuse,
    borrow: refuse,
    path: refuse,
    list: refuse,
    rows: () => assert.fail('this node has no business here'),
    share: async () => undefined,
    remove: async () => undefined,
    sweep: async () => undefined,
  },
  queries: { run: refuse },
  databases: { run: refuse },
  http: { send: refuse },
  sandbox: { run: refuse },
  stats: { increment: refuse },
  logger: createLogger({ level: 'silent' }),
  ...parts,
})

const never = new AbortController().signal

export interface NodeRun {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly scope?: Partial<Scope>
  readonly arrivals?: NodeContext['arrivals']
  readonly services?: Partial<NodeServices>
  readonly redactor?: Redactor
  readonly signal?: AbortSignal
  /** Gets what the node logs. */
  readonly logs?: LogLine[]
}

/** Resolves and checks a node's parameters as the engine does, and hands them to its type's behaviour. */
export const runNode = async (
  type: NodeType,
  { parameters, scope, arrivals, services, logs, redactor = new Redactor(), signal = never }: NodeRun,
) => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  const context: NodeContext = {
    location: { node_id: 'node', path: '' },
    scope: scopeWith(scope),
    arrivals: arrivals ?? [],
    services: servicesWith(services),
    signal,
    redactor,
    share: { holder: 'caller' },
    isConfidential: false,
    log: (lines) => void logs?.push(...lines),
    evaluate: (expression) => expressions.compile(expression).evaluate(context.scope),
  }
  const resolved = Object.entries(parameters).map(async ([name, value]) => [
    name,
    isVerbatim(type, name, value)
      ? value
      : await compileTemplate(value, expressions, {
          path: [name],
          addressAt: (path) => type.addressAt?.(path, parameters),
        }).evaluate(context.scope),
  ])
  const parsed = type.parameters.parse(Object.fromEntries(await Promise.all(resolved)))
  switch (type.kind) {
    case 'task':
      return type.run(parsed, context)
    case 'timer':
      return { output: context.scope.input, deadline: type.deadline(parsed, 0) }
    case 'event':
      return { output: context.scope.input, wait: type.expect(parsed, 0) }
    case 'loop':
      return type.iterate(parsed, context)
    case 'call':
      return type.call(parsed, context)
    default:
      return assert.fail(type satisfies never)
  }
}

/** Whether the type's schema takes these parameters. */
export const accepts = (type: NodeType, parameters: unknown): boolean =>
  type.parameters.safeParse(parameters).success
