import { hash } from 'node:crypto'
import { AppError, type Problem } from '../../../domain/errors.ts'
import { toFailure } from '../../../engine/errors.ts'
import type { Expressions } from '../../../engine/expressions/expressions.ts'
import { expressionsIn } from '../../../engine/expressions/expressions-in.ts'
import { compileTemplate, hasTemplate, toText } from '../../../engine/expressions/template.ts'
import { closedScopeProblems } from '../../../engine/graph/names/closed-scope.ts'
import { isTruthy } from '../../../engine/node-types/truthiness.ts'
import type { WebhookRow } from '../store/repository.ts'

/** A request as the input of an execution, and as expressions see it. */
export interface DeliveryInput {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly raw: string | null
  readonly client_ip: string | null
  readonly received_at: string
}

/** Their fields are data of the sender, or they have none. */
const SCOPE = {
  method: null,
  path: null,
  query: null,
  headers: null,
  body: null,
  raw: null,
  client_ip: null,
  received_at: null,
} satisfies Record<keyof DeliveryInput, null>

/** The holder of the shares in places and memory of everything that webhooks do. */
export const CALLER = 'webhooks'

const SHARE = { share: { holder: CALLER, group: CALLER } }

/** Of longer ids their hash is kept. */
const MAX_ID = 200

type Rules = Pick<WebhookRow, 'filter' | 'delivery_id'>

interface RuleSource {
  readonly path: string
  readonly source: string
  /** Whether `raw` is there. */
  readonly hasRaw: boolean
}

/** What the expressions of webhooks say of deliveries. */
export class DeliveryRules {
  readonly #expressions: Expressions

  constructor(expressions: Expressions) {
    this.#expressions = expressions
  }

  /** Whether a delivery may start an execution. @throws AppError `WEBHOOK_EXPRESSION_FAILED` */
  async passes({ filter }: Rules, input: DeliveryInput): Promise<boolean> {
    if (filter === null) return true
    const value = this.#evaluated('filter', async () =>
      this.#expressions.evaluate(filter, scopeOf(input), SHARE),
    )
    return isTruthy(await value)
  }

  /** `undefined` for one of its own. @throws AppError `WEBHOOK_EXPRESSION_FAILED` */
  async idOf({ delivery_id: rule }: Rules, input: DeliveryInput): Promise<string | undefined> {
    if (rule === null) return undefined
    const value = hasTemplate(rule)
      ? await this.#evaluated('delivery_id', async () =>
          compileTemplate(rule, this.#expressions).evaluate(scopeOf(input), SHARE),
        )
      : input.headers[rule.toLowerCase()]
    const id = toText(value)
    return (id.length > MAX_ID ? hash('sha256', id) : id) || undefined
  }

  /** What is wrong with the expressions of a webhook. */
  async problems({ filter, delivery_id: rule, raw }: Rules & Pick<WebhookRow, 'raw'>): Promise<Problem[]> {
    const sources = [
      ...(filter === null ? [] : [{ path: 'filter', source: filter }]),
      ...expressionsIn(rule ?? '').map(({ source }) => ({ path: 'delivery_id', source })),
    ]
    return (await Promise.all(sources.map((each) => this.#problemsOf({ ...each, hasRaw: raw })))).flat()
  }

  async #problemsOf({ path, source, hasRaw }: RuleSource): Promise<Problem[]> {
    try {
      const { secrets, names } = await this.#expressions.inspect(source)
      return [
        ...(secrets.length > 0 ? [{ path, code: 'webhook_secret' }] : []),
        ...(!hasRaw && names.fields.includes('raw') ? [{ path, code: 'webhook_without_raw' }] : []),
        ...closedScopeProblems(names, SCOPE).map((problem) => ({ path, ...problem })),
      ]
    } catch (error) {
      return [{ path, code: 'invalid_expression', values: { reason: toFailure(error).message } }]
    }
  }

  async #evaluated<T>(field: keyof Rules, evaluate: () => Promise<T>): Promise<T> {
    try {
      return await evaluate()
    } catch (cause) {
      throw new AppError('WEBHOOK_EXPRESSION_FAILED', { values: { field }, cause })
    }
  }
}

const scopeOf = (input: DeliveryInput) => ({
  input: undefined,
  nodes: {},
  params: undefined,
  execution: { id: '', script_id: null },
  ...input,
})
