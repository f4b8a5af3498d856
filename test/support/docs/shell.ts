import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { startServer } from '../http/server.ts'
import { COMPILED, MAIN, nodeArgs } from '../process/command.ts'
import { PATIENT_ENV } from '../time/patient-env.ts'
import { type Block, blocksOf, type Document, ROOT, SERVER } from './documents.ts'

const ANSWERS = ['json', 'text', 'http', 'csv']

export interface Step {
  readonly command: Block
  readonly answer: Block
}

/** The commands of a document that are followed by what they answer. */
export const stepsOf = (document: Document): readonly Step[] => {
  const blocks = blocksOf(document)
  return blocks.flatMap((command, index) => {
    const answer = blocks[index + 1]
    const isStep = command.language === 'sh' && answer && ANSWERS.includes(answer.language)
    return isStep && answer.lead.trim() === '' ? [{ command, answer }] : []
  })
}

/** Makes the folder look like a checkout in which commands may write what they like. */
const linkRepository = (folder: string): void => {
  for (const name of readdirSync(ROOT)) {
    if (!['.git', 'data', 'workspace', 'dist'].includes(name))
      symlinkSync(join(ROOT, name), join(folder, name))
  }
}

/** `npx scriptd` without npm, which takes a second to start. */
const writeNpx = (folder: string): string => {
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  const command = [process.execPath, ...nodeArgs(MAIN)].map((part) => `'${part}'`).join(' ')
  const script = `#!/bin/sh\n[ "$1" = scriptd ] || exit 127\nshift\nexec ${command} "$@"\n`
  writeFileSync(join(bin, 'npx'), script, { mode: 0o755 })
  return bin
}

/** A command for the test's own server; examples know the usual one only. */
const forServer = (command: string, url: string): string =>
  command.replaceAll(SERVER, url).replaceAll(/^npm run -s example -- \S+$/gm, `$& --url ${url}`)

/**
 * Runs the steps of a document in one shell, as a reader would in a checkout whose server runs.
 * @returns what each step wrote, with the server's address as documents have it
 */
export const runSteps = async (t: TestContext, steps: readonly Step[]): Promise<readonly string[]> => {
  const { url, workspace } = await startServer(t, { SECRETS_KEY: '0'.repeat(64) })
  const folder = dirname(workspace)
  linkRepository(folder)
  const mark = `--- ${randomUUID()} ---\n`
  const script = steps
    .map(({ command }) => `${forServer(command.content, url)}\nprintf %s '${mark}'\n`)
    .join('')
  const path = [writeNpx(folder), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(':')
  const { stdout } = await promisify(execFile)('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    env: { ...PATIENT_ENV, PATH: path, HOME: folder, NODE_COMPILE_CACHE: COMPILED },
    signal: t.signal,
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.replaceAll(url, SERVER).split(mark).slice(0, -1)
}
