import { SECRET_NAME } from '../../domain/secret-name.ts'
import { isRecord } from '../../lib/json/is-record.ts'
import { type ApiClient, RefusedError } from '../api/client.ts'
import { Secret, Trigger, Variable } from '../api/schema.ts'
import { variablePath } from '../api/variables.ts'
import {
  type FileTriggers,
  fieldOf,
  hasPassed,
  signingSecret,
  type TriggerBody,
  toTriggerBody,
} from '../triggers/in-file.ts'
import { pathOf, type TriggerKind } from '../triggers/kind.ts'
import { type FileEntry, type FileProblem, within } from './script-file.ts'

/** The problems in a refusal, with their paths in the file. @throws any other error */
export const refusalProblems = (error: unknown, path: string): FileProblem[] => {
  if (!(error instanceof RefusedError) || error.status >= 500) throw error
  const { details, message } = error.refusal
  return details.length > 0
    ? details.map((detail) => ({
        // A name in the address of the request is a field in the file.
        path: within(path, detail.path.replace(/^path\./, '')),
        message: detail.message,
      }))
    : [{ path, message }]
}

interface TriggerLists {
  /** The script whose triggers they are. */
  readonly scriptId: number
  readonly path: string
  readonly lists: ReadonlyMap<TriggerKind, unknown>
}

/** Finds the problems of the triggers of a script by saving them. */
export const checkTriggers = async (
  api: ApiClient,
  { scriptId, path, lists }: TriggerLists,
  problems: FileProblem[],
): Promise<readonly FileTriggers[]> => {
  const checked: FileTriggers[] = []
  for (const [kind, list] of lists) {
    const listPath = within(path, fieldOf(kind))
    if (!Array.isArray(list)) {
      problems.push({ path: listPath, message: 'It must be a list.' })
      continue
    }
    const entries = list.map((content, index) => ({ path: within(listPath, String(index)), content }))
    const bodies: TriggerBody[] = []
    const over = list.filter(hasPassed).map(({ name }) => String(name))
    for (const { path, content } of entries.filter((entry) => !hasPassed(entry.content))) {
      try {
        bodies.push(await saveTrigger(api, { kind, scriptId, content }))
      } catch (error) {
        if (hasNoTicksLeft(content, error)) over.push(String(content.name))
        else problems.push(...refusalProblems(error, path))
      }
    }
    checked.push({ kind, bodies, over })
  }
  return checked
}

/** Whether a schedule has had its last tick before its end; without an end, its times are wrong instead. */
const hasNoTicksLeft = (content: unknown, error: unknown): content is { readonly name: unknown } =>
  isRecord(content) &&
  typeof content.ends_at === 'string' &&
  error instanceof RefusedError &&
  error.refusal.details.length > 0 &&
  error.refusal.details.every(({ code }) => code === 'schedule_without_ticks')

interface NewTrigger {
  readonly kind: TriggerKind
  readonly scriptId: number
  readonly content: unknown
}

const saveTrigger = async (api: ApiClient, { kind, scriptId, content }: NewTrigger): Promise<TriggerBody> => {
  if (isRecord(content)) await standInFor(api, content)
  const body = isRecord(content) ? { ...content, script_id: scriptId } : content
  return toTriggerBody(await api.call(Trigger, 'POST', pathOf(kind), { body }))
}

/** Fits each kind of signature. */
const STAND_IN = `whsec_${Buffer.alloc(32).toString('base64')}`

/** Saves another secret in place of the one that a webhook needs, which only the server has where it is imported. */
const standInFor = async (api: ApiClient, content: Readonly<Record<string, unknown>>): Promise<void> => {
  const name = signingSecret(content)
  if (name === undefined || !SECRET_NAME.test(name)) return
  await api.call(Secret, 'PUT', `/api/secrets/${name}`, { body: { value: STAND_IN } })
}

export type VariableBody = Pick<Variable, 'name' | 'value' | 'description'>

/** Finds the problems of the variables of a file by saving them. */
export const checkVariables = async (
  api: ApiClient,
  entries: readonly FileEntry[],
  problems: FileProblem[],
): Promise<readonly VariableBody[]> => {
  const checked = new Map<string, VariableBody>()
  for (const { path, content } of entries) {
    const name = isRecord(content) ? content.name : undefined
    if (typeof name !== 'string') {
      problems.push({ path, message: 'It must be an object with "name" and "value".' })
    } else if (checked.has(name)) {
      problems.push({ path, message: `Another variable of the file has the name ${name}.` })
    } else {
      try {
        const { value, description } = await api.call(Variable, 'PUT', variablePath(name), { body: content })
        checked.set(name, { name, value, description })
      } catch (error) {
        problems.push(...refusalProblems(error, path))
      }
    }
  }
  return [...checked.values()]
}
