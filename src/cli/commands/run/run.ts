import type { ApiClient } from '../../api/client.ts'
import { withApi, withEmptyApi } from '../../api/connect.ts'
import { runScript } from '../../api/executions.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import type { Execution } from '../../api/schema.ts'
import { CommandError, print } from '../../context.ts'
import { readDocument, toJsonText } from '../../documents.ts'
import { callsOutside } from '../../scripts/calls.ts'
import { checkedScripts, problemsError } from '../../scripts/check.ts'
import { importScripts } from '../../scripts/import.ts'
import { readScriptFile, type ScriptFile } from '../../scripts/script-file.ts'
import { createProgress, reportExecution } from './execution-report.ts'

export type InputSource = { readonly value: unknown } | { readonly file: string }

export interface RunOptions extends CommandTarget {
  /** The id of a script in the database, or a file. */
  readonly target: number | string
  readonly input: InputSource
  /** The name of the script to run, when the file has several. */
  readonly script: string | undefined
  readonly json: boolean
}

/** Runs a script until it has finished. A stop signal cancels it. @throws CommandError when it does not complete */
export const run = async (options: RunOptions): Promise<void> => {
  const { context, target, json, input: source } = options
  const input = 'file' in source ? await readDocument(source.file, context) : source.value
  const stop = context.stopSignal()
  const onNode = context.isTerminal ? createProgress((line) => context.stderr.write(line)) : undefined
  const follow = (api: ApiClient, scriptId: number) => runScript(api, { scriptId, input, stop, onNode })
  const execution =
    typeof target === 'number'
      ? await withApi({ ...options, run: true }, (api) => follow(api, target))
      : await runFile(await readScriptFile(target, context), options, follow)
  await print(context.stdout, json ? toJsonText(execution) : reportExecution(execution))
  if (execution.status !== 'completed') throw new CommandError(failureMessage(execution))
}

const runFile = (
  file: ScriptFile,
  options: RunOptions,
  follow: (api: ApiClient, scriptId: number) => Promise<Execution>,
): Promise<Execution> =>
  withEmptyApi({ ...options, run: true }, async (api) => {
    const scripts = await checkedScripts(api, file)
    const outside = callsOutside(scripts)
    if (outside.length > 0) throw problemsError(file.name, outside)
    const ids = new Map<string, number>()
    for await (const { name, id = 0 } of importScripts(api, scripts)) ids.set(name, id)
    return follow(api, chooseId(file, ids, options.script))
  })

const chooseId = ({ name: file }: ScriptFile, ids: ReadonlyMap<string, number>, chosen?: string): number => {
  const names = [...ids.keys()]
  const [name, ...others] = chosen === undefined ? names : names.filter((each) => each === chosen)
  const id = ids.get(name ?? '')
  if (id === undefined) throw new CommandError(`${file} has no script${chosen && ` named "${chosen}"`}`)
  if (others.length === 0) return id
  throw new CommandError(`${file} has several scripts, choose one with --script: ${names.join(', ')}`)
}

const failureMessage = ({ id, status, error }: Execution): string =>
  `execution ${id} ${status}${error === null ? '' : `: ${error.code}: ${error.message}`}`
