import { execFileSync } from 'node:child_process'

/** The commit that is built. SCRIPTD_COMMIT names it where there is no repository, as in a container's build. */
export const currentCommit = (): string => {
  const { SCRIPTD_COMMIT } = process.env
  if (SCRIPTD_COMMIT) return SCRIPTD_COMMIT
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}
