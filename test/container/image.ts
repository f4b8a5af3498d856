import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import dockerignore from '@balena/dockerignore'
import { Copy, DockerfileParser, Env, type Instruction } from 'dockerfile-ast'

/** What a Dockerfile makes of the last stage's file system, and how it is to be run. */
export interface Image {
  readonly root: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly workdir: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly healthcheck: readonly string[]
}

interface Stage extends Omit<Image, 'entrypoint' | 'command' | 'healthcheck'> {
  readonly json: Readonly<Record<string, readonly string[]>>
}

const CONTEXT = 'context'
const LAST = 'image'

const emptyStage: Stage = { root: '', env: {}, user: '', workdir: '/', json: {} }

export interface BuildOptions {
  readonly project: string
  /** An empty folder for the stages. */
  readonly folder: string
  /** Fills the root of the last stage with what its base image has. */
  fillBase(root: string): void
}

/** The files that `.dockerignore` lets into the build. */
const contextFiles = (project: string): string[] => {
  const ignore = dockerignore.default().add(readFileSync(join(project, '.dockerignore'), 'utf8'))
  const own = globSync('**/*', {
    cwd: project,
    exclude: (name) => /^(node_modules|\.git)$/.test(String(name)),
  })
  return ignore.filter(own)
}

const copyContext = (project: string, context: string): void => {
  for (const file of contextFiles(project)) {
    mkdirSync(dirname(join(context, file)), { recursive: true })
    cpSync(join(project, file), join(context, file), { recursive: true })
  }
}

const argumentsOf = (instruction: Instruction): string[] =>
  instruction.getArguments().map((argument) => argument.getValue())

const flag = (instruction: Copy, name: string): string | null | undefined =>
  instruction
    .getFlags()
    .find((each) => each.getName() === name)
    ?.getValue()

const copy = (instruction: Copy, stage: Stage, sources: string): void => {
  const paths = argumentsOf(instruction)
  const target = paths.pop() ?? ''
  const destination = target.startsWith('/')
    ? join(stage.root, target)
    : join(stage.root, stage.workdir, target)
  for (const path of paths) {
    const from = join(sources, path)
    const intoFolder = target.endsWith('/') && path !== '.'
    const to = intoFolder ? join(destination, path.split('/').at(-1) ?? '') : destination
    mkdirSync(dirname(to), { recursive: true })
    cpSync(from, to, { recursive: true })
    const owner = flag(instruction, 'chown')
    if (owner) execFileSync('chown', ['--recursive', owner, to])
  }
}

const environmentOf = (instruction: Env): Record<string, string> =>
  Object.fromEntries(instruction.getProperties().map((each) => [each.getName(), each.getValue() ?? '']))

/** Runs a step as the build would, with this machine in the place of the base image. */
const run = (instruction: Instruction, stage: Stage): void => {
  execFileSync('sh', ['-c', instruction.getArgumentsContent() ?? ''], {
    cwd: join(stage.root, stage.workdir),
    env: { ...process.env, ...stage.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

const listOf = (instruction: Instruction): readonly string[] =>
  JSON.parse(/\[.*\]/.exec(instruction.getArgumentsContent() ?? '')?.[0] ?? '[]')

const perform = (instruction: Instruction, stage: Stage, sourcesOf: (name: string) => string): Stage => {
  const keyword = instruction.getKeyword()
  const [first = ''] = argumentsOf(instruction)
  if (instruction instanceof Copy) {
    copy(instruction, stage, sourcesOf(flag(instruction, 'from') ?? CONTEXT))
    return stage
  }
  if (instruction instanceof Env) return { ...stage, env: { ...stage.env, ...environmentOf(instruction) } }
  if (keyword === 'USER') return { ...stage, user: first }
  if (keyword === 'WORKDIR') {
    mkdirSync(join(stage.root, first), { recursive: true })
    return { ...stage, workdir: first }
  }
  if (keyword === 'RUN') run(instruction, stage)
  return { ...stage, json: { ...stage.json, [keyword]: listOf(instruction) } }
}

/** Does every step of a Dockerfile in its order, without a container engine. */
export const buildImage = ({ project, folder, fillBase }: BuildOptions): Image => {
  copyContext(project, join(folder, CONTEXT))
  const dockerfile = DockerfileParser.parse(readFileSync(join(project, 'Dockerfile'), 'utf8'))
  const names = dockerfile.getFROMs().map((from) => from.getBuildStage() ?? LAST)
  let stage = emptyStage
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() !== 'FROM') {
      stage = perform(instruction, stage, (name) => join(folder, name))
      continue
    }
    const name = names.shift() ?? LAST
    stage = { ...emptyStage, root: join(folder, name) }
    mkdirSync(stage.root)
    if (names.length === 0) fillBase(stage.root)
  }
  const { json, ...image } = stage
  const { ENTRYPOINT: entrypoint = [], CMD: command = [], HEALTHCHECK: healthcheck = [] } = json
  return { ...image, entrypoint, command, healthcheck }
}
