import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Measure } from '../../case.ts'

/** The same job for other programs: from files to a file, in a process of its own for each run. */
export interface Job {
  readonly folder: string
  /** Arguments of `group.py` and `join.py`: files that are read, and the last one, which is written. */
  readonly files: readonly string[]
  /** What the command line of SQLite is told. */
  readonly sqlite: readonly string[]
  readonly script: 'group' | 'join'
  /** Throws unless the file that was written is right. */
  check(): void
}

/** The programs that are on this machine, by name, with how to measure them. `SQLITE3` and `PYTHON` name others than those on the path. */
export const programs = (job: Job): Readonly<Record<string, Measure>> => {
  const sqlite3 = process.env.SQLITE3 ?? 'sqlite3'
  const python = process.env.PYTHON ?? 'python3'
  const sides: Record<string, Measure> = {}
  if (runs(sqlite3, ['--version'])) {
    sides.sqlite3 = timed(job, () => run(job, sqlite3, [':memory:', ...job.sqlite]))
  } else console.log('  there is no sqlite3: set SQLITE3 to its path')
  for (const library of ['pandas', 'duckdb']) {
    if (!runs(python, ['-c', `import ${library}`])) {
      console.log(`  there is no ${library} for ${python}: pip install ${library}, or set PYTHON`)
      continue
    }
    const script = join(import.meta.dirname, `${job.script}.py`)
    sides[library] = timed(job, () => run(job, python, [script, library, ...job.files]))
  }
  return sides
}

const runs = (file: string, args: readonly string[]): boolean => {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const run = ({ folder }: Job, file: string, args: readonly string[]) =>
  execFileSync(file, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })

const timed =
  ({ check }: Job, work: () => void): Measure =>
  async () => {
    const before = performance.now()
    work()
    const ms = performance.now() - before
    check()
    return { ms }
  }
