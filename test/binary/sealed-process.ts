import { type ChildProcess, spawn } from 'node:child_process'
import { chown, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

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

// Nothing outside the data folder can be written to, and the process finds that out before it starts.
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

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** Resolves when something listens on the port. */
export const listening = async (port: number, child: ChildProcess): Promise<void> => {
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`)
    await delay(2)
  }
}

/** Resident memory in MB: all of it, and what of it is not the executable's own file. */
export const residentMemory = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  return { all: megabytes('VmRSS'), anonymous: megabytes('RssAnon') }
}
