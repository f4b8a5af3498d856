import { access, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { isoTime, systemClock } from '../../../lib/time/clock.ts'
import { RefusedError } from '../../api/client.ts'
import { type CommandContext, CommandError, print } from '../../context.ts'
import { withRemoteApi } from '../../remote/connect.ts'
import type { RemoteServer } from '../../remote/remote-server.ts'

export interface ProfileOptions {
  readonly seconds: number
  /** The file to write; by default named after the current time. */
  readonly output?: string
}

const FunctionTime = z.object({
  function: z.string(),
  url: z.string(),
  line: z.number(),
  self_ms: z.number(),
  self_percent: z.number(),
  total_ms: z.number(),
  total_percent: z.number(),
})
type FunctionTime = z.infer<typeof FunctionTime>

const Report = z.object({
  duration_ms: z.number(),
  samples: z.number(),
  top_self: z.array(FunctionTime),
  top_total: z.array(FunctionTime),
  profile: z.looseObject({}),
})

/** Makes a running server record a CPU profile, writes it to a file and prints the functions that took most time. */
export const profile = async (
  server: RemoteServer,
  options: ProfileOptions,
  { stdout }: CommandContext,
): Promise<void> => {
  const file = options.output ?? `scriptd-${isoTime(systemClock.now()).replaceAll(/[:.]/g, '-')}.cpuprofile`
  await refuseExisting(file)
  const data = await record(server, options.seconds)
  await writeNew(file, JSON.stringify(data.profile))
  const seconds = (data.duration_ms / 1000).toFixed(1)
  const text = [
    `${file}: ${seconds} s, ${data.samples} samples\n`,
    table('Time in the function itself', data.top_self),
    table('Time in the function and what it calls', data.top_total),
  ].join('\n')
  await print(stdout, text)
}

const record = async (server: RemoteServer, seconds: number) => {
  try {
    return await withRemoteApi(server, (api) =>
      api.call(Report, 'POST', `/api/debug/profile?seconds=${seconds}`),
    )
  } catch (cause) {
    if (!(cause instanceof RefusedError)) throw cause
    const { status, refusal, message, exitCode } = cause
    throw new CommandError(`${server.url} answered ${status}: ${message} (${refusal.error_code})`, {
      cause,
      exitCode,
    })
  }
}

const refuseExisting = async (file: string): Promise<void> => {
  const exists = await access(file).then(
    () => true,
    () => false,
  )
  if (exists) throw new CommandError(`cannot write ${file}: it already exists`)
}

const writeNew = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (cause) {
    throw new CommandError(`cannot write ${file}: ${systemErrorCode(cause) ?? cause}`, { cause })
  }
}

const table = (title: string, rows: readonly FunctionTime[]): string => {
  const lines = rows.map(({ self_ms, self_percent, total_ms, total_percent, ...rest }) => {
    const numbers = [self_ms, self_percent, total_ms, total_percent]
    const figures = numbers.map((value) => value.toFixed(1).padStart(10)).join('')
    return `${`${figures}  ${rest.function}  ${locationOf(rest)}`.trimEnd()}\n`
  })
  const header = `${['self ms', '%', 'total ms', '%'].map((name) => name.padStart(10)).join('')}  function\n`
  return `${title}\n${rows.length > 0 ? header + lines.join('') : '  The processor was idle.\n'}`
}

const locationOf = ({ url, line }: Pick<FunctionTime, 'url' | 'line'>): string =>
  url === '' ? '' : `${url.replace(/^file:\/\//, '')}:${line}`
