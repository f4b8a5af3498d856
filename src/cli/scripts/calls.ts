import type { ScriptNode } from '../api/schema.ts'
import type { ScriptBody } from '../api/scripts.ts'
import type { CommandContext } from '../context.ts'
import { type FileProblem, within } from './script-file.ts'

export interface ScriptCall {
  /** Dotted path within the script. */
  readonly path: string
  /** The id of the called script, or a template that is evaluated when the node runs. */
  readonly scriptId: unknown
}

const isCall = ({ type }: ScriptNode): boolean => type === 'sub_script'

/** The calls of scripts by `sub_script` nodes. */
export const callsOf = ({ nodes }: Pick<ScriptBody, 'nodes'>): readonly ScriptCall[] =>
  nodes.flatMap((node, index) =>
    isCall(node)
      ? [{ path: `nodes.${index}.parameters.script_id`, scriptId: node.parameters.script_id }]
      : [],
  )

/** The script with the ids in its calls replaced by `ids`; ids that it lacks stay. */
export const withCalls = (body: ScriptBody, ids: ReadonlyMap<unknown, number>): ScriptBody => ({
  ...body,
  nodes: body.nodes.map((node) => {
    const id = isCall(node) ? ids.get(node.parameters.script_id) : undefined
    return id === undefined ? node : { ...node, parameters: { ...node.parameters, script_id: id } }
  }),
})

export interface KnownScript {
  /** Dotted path in the file. */
  readonly path: string
  readonly body: Pick<ScriptBody, 'nodes'>
  readonly exportedId: unknown
}

/** The calls of scripts that the file does not contain; calls by template are unknown until they run. */
export const callsOutside = (scripts: readonly KnownScript[]): readonly FileProblem[] => {
  const inside = new Set(scripts.map(({ exportedId }) => exportedId))
  return scripts.flatMap(({ path, body }) =>
    callsOf(body)
      .filter(({ scriptId }) => typeof scriptId === 'number' && !inside.has(scriptId))
      .map((call) => ({
        path: within(path, call.path),
        message: `Script ${call.scriptId} is not in the file.`,
      })),
  )
}

/** Warns of calls that keep their ids, and so call whatever script has that id where they are imported. */
export const printNotes = ({ stderr }: CommandContext, scripts: readonly KnownScript[]): void => {
  for (const { path, message } of callsOutside(scripts)) {
    stderr.write(`scriptd: note: ${path}: ${message} The id is kept.\n`)
  }
}
