import { spawnSync } from 'node:child_process'

/** Why a process cannot be given a view of its own of files and processes here; `false` when it can. */
export const namespacesMissing = (): string | false => {
  const { status } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'mount', '--bind', '/tmp', '/tmp'])
  return status === 0 ? false : 'needs Linux and the right to make namespaces, as root has it'
}

/**
 * The beginning of a command that runs what follows without any network but the loopback addresses; `undefined` where the
 * system does not allow that.
 */
export const loopbackOnly = (): readonly string[] | undefined =>
  spawnSync('unshare', ['-rn', 'true']).status === 0
    ? ['unshare', '-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
    : undefined
