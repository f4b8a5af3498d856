import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Whoever has something cleaned up at its end, such as a test. */
export interface Cleaner {
  after(cleanUp: () => unknown): void
}

/** Of `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = 65534
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

export const privateFolder = (owner: Cleaner, name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  owner.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const runOnce = (command: string, args: readonly string[], folder: string) => {
  const { status, stderr, error } = spawnSync(command, args, {
    ...user,
    cwd: folder,
    env: { PATH: process.env.PATH },
  })
  if (status !== 0) throw error ?? new Error(`${command} failed: ${stderr}`)
}

/** Starts a server in a process, and resolves when something accepts connections at its port. */
export const serve = async (owner: Cleaner, command: string, args: readonly string[], port: number) => {
  const child = spawn(command, args, { ...user, cwd: '/', stdio: 'ignore' })
  owner.after(() => end(child))
  while (child.exitCode === null && !(await accepts(port))) await pause(20)
  if (child.exitCode !== null) throw new Error(`${command} exited with code ${child.exitCode}`)
}

const end = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGQUIT')
  await exited
}

const accepts = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
