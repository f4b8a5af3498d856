import { InvalidArgumentError } from 'commander'
import { type ApiClient, RefusedError } from '../../api/client.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { DeletedVariable, Variable } from '../../api/schema.ts'
import { listVariables as readVariables, variablePath } from '../../api/variables.ts'
import { type CommandContext, CommandError, EXIT_USAGE } from '../../context.ts'
import { readJsonSource, toJsonSource } from '../../json-source.ts'
import type { ListFlags } from '../../resources/group.ts'
import { type Columns, printList } from '../../resources/print-list.ts'

export interface NewValue {
  readonly name: string
  readonly value: string
  /** Whether the value is text as it stands, instead of JSON or a file. */
  readonly text?: boolean
  readonly description?: string
}

/** Creates a variable or replaces its value. */
export const setVariable = async (target: CommandTarget, given: NewValue): Promise<void> => {
  const { name } = given
  const value = await readValue(given, target.context)
  const { isNew } = await withApi({ ...target, create: true }, async (api) => {
    const description = given.description ?? (await descriptionOf(api, name))
    return api.put(Variable, variablePath(name), { value, description })
  })
  target.context.stderr.write(`${name} was ${isNew ? 'created' : 'set'}\n`)
}

const readValue = async ({ name, value, text }: NewValue, context: CommandContext): Promise<unknown> => {
  if (text) return value
  try {
    return await readJsonSource(toJsonSource(value), context)
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause
    const message = `the value of ${name} is not valid: ${cause.message} Use --text to take it as text.`
    throw new CommandError(message, { cause, exitCode: EXIT_USAGE })
  }
}

const descriptionOf = async (api: ApiClient, name: string): Promise<string | null> => {
  try {
    return (await api.call(Variable, 'GET', variablePath(name))).description
  } catch (error) {
    // Another refusal, such as of the name, comes again with all its details when the variable is stored.
    if (error instanceof RefusedError && [404, 422].includes(error.status)) return null
    throw error
  }
}

const MAX_SHOWN = 60

const columns: Columns<Variable> = {
  name: ({ name }) => name,
  value: ({ value }) => shortened(JSON.stringify(value)),
  description: ({ description }) => description ?? '',
  updated: ({ updated_at }) => updated_at,
}

const shortened = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1).toWellFormed()}…` : text

/** Prints every variable; long values in full only as JSON. */
export const listVariables = async (target: CommandTarget, flags: ListFlags): Promise<void> => {
  await printList(target.context, await withApi(target, readVariables), columns, flags)
}

export const deleteVariable = async (target: CommandTarget, name: string): Promise<void> => {
  await withApi(target, (api) => api.call(DeletedVariable, 'DELETE', variablePath(name)))
  target.context.stderr.write(`${name} was deleted\n`)
}
