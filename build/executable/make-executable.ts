import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appendParts } from './appended-parts.ts'
import { bundleMain } from './bundle.ts'

/** The inputs of an executable other than its main module and its parts. */
export interface Ingredients {
  /** A folder for intermediate files. */
  readonly work: string
  readonly node: string
  /** Paths by name. */
  readonly assets: Readonly<Record<string, string>>
}

// Nearly everything that the start allocates survives, so collecting after each megabyte of it frees nothing.
const V8_OPTIONS = ['--min-semi-space-size=2']

/** Makes an executable that starts with the module `main` of this folder. */
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
