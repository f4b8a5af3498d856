import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleMain } from './bundle.ts'
import { appendParts } from './own-parts.ts'

/** What executables are made of. */
export interface Ingredients {
  /** A folder for what is needed on the way. */
  readonly work: string
  readonly node: string
  /** Paths by name. */
  readonly assets: Readonly<Record<string, string>>
}

// Nearly everything that the start makes stays, so that it is no use to look for garbage after each megabyte of it.
const V8_OPTIONS = ['--min-semi-space-size=2']

/** Makes an executable that begins with the module `main` of this folder. */
export const makeExecutable = async (
  output: string,
  main: 'launcher.ts' | 'recorder.ts',
  parts: Readonly<Record<string, Uint8Array>>,
  { work, node, assets }: Ingredients,
): Promise<void> => {
  const file = join(work, 'main.cjs')
  writeFileSync(file, await bundleMain(main))
  const config = join(work, 'sea.json')
  const sea = { main: file, executable: node, output, assets, execArgv: V8_OPTIONS }
  writeFileSync(config, JSON.stringify({ ...sea, disableExperimentalSEAWarning: true }))
  execFileSync(process.execPath, ['--build-sea', config], { stdio: ['ignore', 'ignore', 'inherit'] })
  appendParts(output, parts)
}
