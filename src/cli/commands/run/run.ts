import { access } from 'node:fs/promises'
import type { ApiClient } from '../../api/client.ts'
import { withApi, withEmptyApi } from '../../api/connect.ts'
import { runScript } from '../../api/executions.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import type { Execution } from '../../api/schema.ts'
import { findByName } from '../../api/scripts.ts'
import { CommandError, print } from '../../context.ts'
import { STANDARD_INPUT, toJsonText } from '../../documents.ts'
import { type JsonSource, readJsonSource } from '../../json-source.ts'
import { callsOutside } from '../../scripts/calls.ts'
import { type CheckedScript, checkedFile, problemsError } from '../../scripts/check.ts'
import { importScripts } from '../../scripts/import.ts'
import { readScriptFile, type ScriptFile } from '../../scripts/script-file.ts'
import { runAdHoc } from './ad-hoc.ts'
import { chooseId } from './choose.ts'
import { createProgress, reportExecution } from './execution-report.ts'

export interface RunOptions extends CommandTarget {
  /** The id of a stored script; or a file, or the name of a stored script. */
  readonly target: number | string
  readonly input: JsonSource
  /** The name of the script to run, when the file has several. */
  readonly script: string | undefined
  readonly json: boolean
}

/** Runs a script until it has finished. A stop signal cancels it. @throws CommandError when it does not complete */
export const run = async (options: RunOptions): Promise<void> => {
  const { context, json, input: source } = options
  const input = await readJsonSource(source, context)
  const stop = context.stopSignal()
  const onNode = context.isTerminal ? createProgress((line) => context.stderr.write(line)) : undefined
  const follow = (api: ApiClient, scriptId: number) => runScript(api, { scriptId, input, stop, onNode })
  const execution = await execute(options, follow, stop)
  await print(context.stdout, json ? toJsonText(execution) : reportExecution(execution))
  if (execution.status !== 'completed') throw new CommandError(failureMessage(execution))
}

type Follow = (api: ApiClient, scriptId: number) => Promise<Execution>

const execute = async (options: RunOptions, follow: Follow, stop: AbortSignal): Promise<Execution> => {
  const { target, context, remote } = options
  const stored = { ...options, run: true }
  if (typeof target === 'number') return withApi(stored, (api) => follow(api, target))
  if (await isName(target)) {
    return withApi(stored, async (api) => {
      const { id } = await findByName(api, target, 'file and no stored script')
      return follow(api, id)
    })
  }
  const file = await readScriptFile(target, context)
  if (!remote) return withEmptyApi(stored, (api) => runFile(api, file, options, follow))
  const scripts = await withEmptyApi(options, (api) => localScripts(api, file))
  const warn = (text: string) => context.stderr.write(`scriptd: warning: ${text}\n`)
  return withApi(stored, (api) =>
    runAdHoc(api, { file, scripts, chosen: options.script }, follow, { warn, stop }),
  )
}

/** Whether it is not a file, and does not look like one either. */
const isName = async (target: string): Promise<boolean> =>
  target !== STANDARD_INPUT && !/[/\\]|\.(json|ya?ml)$/i.test(target) && !(await exists(target))

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/** The scripts of a file. @throws CommandError when one is not valid, or calls a script outside of the file */
const localScripts = async (api: ApiClient, file: ScriptFile): Promise<readonly CheckedScript[]> => {
  const { scripts } = await checkedFile(api, file)
  const outside = callsOutside(scripts)
  if (outside.length > 0) throw problemsError(file.name, outside)
  return scripts
}

const runFile = async (api: ApiClient, file: ScriptFile, { script }: RunOptions, follow: Follow) => {
  const scripts = await localScripts(api, file)
  const ids = new Map<string, number>()
  for await (const { name, id = 0 } of importScripts(api, scripts)) ids.set(name, id)
  return follow(api, chooseId(file, ids, script))
}

const failureMessage = ({ id, status, error }: Execution): string =>
  `execution ${id} ${status}${error === null ? '' : `: ${error.code}: ${error.message}`}`
