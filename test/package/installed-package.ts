import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const PROJECT = join(import.meta.dirname, '../..')

/** Packs the project and returns the path of the tarball. */
export const pack = (folder: string): string => {
  const options = ['pack', '--silent', '--pack-destination', folder]
  const name = execFileSync('npm', options, {
    cwd: PROJECT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return join(folder, name.trim())
}
