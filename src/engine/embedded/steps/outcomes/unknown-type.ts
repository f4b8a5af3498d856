import { nearest } from '../../../../lib/text/nearest.ts'
import { NodeError } from '../../../errors.ts'
import type { NodeTypeCatalogue } from '../../../node-type.ts'

/** The failure of a node whose type this version does not have. */
export const unknownType = (type: string, { all }: NodeTypeCatalogue): NodeError => {
  const meant = nearest(
    type,
    all.map((each) => each.type),
  )
  const suggestion = meant === undefined ? '' : `; did you mean "${meant}"?`
  return new NodeError('UNKNOWN_NODE_TYPE', `there is no node type "${type}"${suggestion}`)
}
