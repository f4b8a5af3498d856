import { type CommandContext, print } from '../../context.ts'
import type { Imported } from '../../scripts/import.ts'
import type { Needs } from '../../scripts/needs.ts'
import { toLine } from '../../table.ts'
import type { ImportedTrigger } from '../../triggers/import.ts'
import type { FileTriggers } from '../../triggers/in-file.ts'

export type ImportReport = ReturnType<typeof createReport>

/** Prints what an import does, and to standard error what it leaves out and what remains to be done. */
export const createReport = ({ stdout, stderr }: CommandContext, isDryRun: boolean) => {
  const line = ({ action, name, id }: Imported, place = String(id ?? 'new')) =>
    print(
      stdout,
      `${isDryRun ? 'would be ' : ''}${action.padEnd(9)}  ${place.padStart(4)}  ${toLine(name)}\n`,
    )
  const tell = (what: 'note' | 'to do', text: string) => stderr.write(`scriptd: ${what}: ${toLine(text)}\n`)
  return {
    isDryRun,
    script: (imported: Imported) => line(imported),
    variable: ({ action, name }: Pick<Imported, 'action' | 'name'>) =>
      line({ action, name: `variable ${name}` }, '-'),
    async trigger(script: string, { action, kind, name, id }: ImportedTrigger) {
      if (action === 'waiting') {
        tell(
          'to do',
          `${kind} "${name}" of "${script}" is left out until its secret is set; then import again`,
        )
        return
      }
      if (action === 'kept') {
        tell('note', `${kind} ${id} "${name}" of "${script}" is not in the file and is kept`)
        return
      }
      await line({ action, id, name: `${kind} "${name}" of "${script}"` })
      if (kind !== 'webhook' || id === undefined || action !== 'created') return
      tell('to do', `webhook ${id} "${name}" is new: "scriptd webhooks rotate ${id}" prints its address`)
    },
    leaveOut(variables: number) {
      if (variables === 0) return
      tell('note', `the variables of the file (${variables}) are left out; --variables imports them`)
    },
    leaveOutOver(script: string, triggers: readonly FileTriggers[]) {
      for (const name of triggers.flatMap(({ over }) => over)) {
        tell('note', `schedule "${name}" of "${script}" is left out: it would not start any more`)
      }
    },
    needs({ secrets, variables }: Needs) {
      for (const name of secrets)
        tell('to do', `the secret ${name} is not set: "scriptd secrets set ${name}"`)
      for (const name of variables) {
        tell('to do', `the variable ${name} is not set: "scriptd variables set ${name} <value>"`)
      }
    },
  }
}
