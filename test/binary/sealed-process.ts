import { type ChildProcess, spawn } from 'node:child_process'
import { chown, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const NOBODY = 65534

/** The executable alone in a folder, and a folder for its data that `nobody` may write to. */
export const install = async (t: TestContext, executable: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'scriptd-alone-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const program = join(folder, 'bin/scriptd')
  const data = join(folder, 'data')
  await mkdir(join(folder, 'bin'))
  await mkdir(data)
  await copyFile(executable, program)
  await chown(data, NOBODY, NOBODY)
  await chown(folder, NOBODY, NOBODY)
  return { program, data }
}

export type Installation = Awaited<ReturnType<typeof install>>

// Makes everything but the data folder read-only, and checks that before the program starts.
const SEALED = `
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro /
if touch /tmp/writable 2>/dev/null; then echo 'the root can be written to' >&2; exit 1; fi
cd "$1"
shift
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs env -i "$@"
`

/** Runs the program as nobody, without an environment, with a root that is read-only but for the data folder. */
export const runSealed = ({ program, data }: Installation, args: readonly string[]): ChildProcess =>
  spawn('unshare', ['--mount', 'sh', '-c', SEALED, 'sh', data, program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })

/** Runs the program as nobody and without an environment. */
export const runPlain = ({ program, data }: Installation, args: readonly string[]): ChildProcess =>
  spawn(program, args, {
    cwd: data,
    env: {},
    uid: NOBODY,
    gid: NOBODY,
    stdio: ['ignore', 'ignore', 'inherit'],
  })

/** Resident memory in MB: all of it, and the part that is not the executable's own file. */
export const residentMemory = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  return { all: megabytes('VmRSS'), anonymous: megabytes('RssAnon') }
}
