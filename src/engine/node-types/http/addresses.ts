import type { NodeTypeInfo } from '../../node-type.ts'

/** The addresses among the parameters: also the files that a body is made of. */
export const addressAt: NonNullable<NodeTypeInfo['addressAt']> = (path, { body_type }) => {
  const [name, , ...below] = path
  if (name === 'url') return 'url'
  if (name === 'response_path') return 'file'
  if (name !== 'body') return undefined
  const isFile = body_type === 'file' ? path.length === 1 : below.at(-1) === 'file'
  return isFile ? 'file' : undefined
}
