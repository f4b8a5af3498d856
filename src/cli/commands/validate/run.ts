import { withEmptyApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { CommandError, print } from '../../context.ts'
import { checkFile, problemLine } from '../../scripts/check.ts'
import { readScripts } from '../../scripts/script-file.ts'

/** Prints all problems of the scripts of a file. @throws CommandError when there are any */
export const validate = async (file: string, target: CommandTarget): Promise<void> => {
  const content = await readScripts(file, target.context)
  const { name } = content
  const { problems, scripts } = await withEmptyApi(target, (api) => checkFile(api, content))
  const { stdout } = target.context
  if (problems.length === 0) {
    const nodes = scripts.reduce((sum, { body }) => sum + body.nodes.length, 0)
    return print(stdout, `${name} is valid (scripts: ${scripts.length}, nodes: ${nodes})\n`)
  }
  await print(stdout, problems.map((problem) => `${problemLine(problem)}\n`).join(''))
  throw new CommandError(`${name} is not valid (problems: ${problems.length})`)
}
