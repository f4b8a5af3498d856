import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'

// What npm puts in front of PATH for a script of this project; a user's shell leads to the system's Node.
const ownFolder = /node_modules[/\\].bin$|node-gyp-bin$/

/** The environment of a user's shell: npm's own variables would lead its children back to this project. */
const userEnv = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name))),
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !ownFolder.test(folder))
    .join(delimiter),
})

/** An empty folder in which a user runs commands. */
export const userFolder = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'scriptd-user-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const options = { cwd: folder, env: userEnv() }
  return {
    folder,
    options,
    run: (command: string, ...args: readonly string[]) =>
      spawnSync(command, args, { ...options, encoding: 'utf8' }),
    start: (command: string, args: readonly string[]) =>
      spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] }),
  }
}

export type UserFolder = ReturnType<typeof userFolder>
