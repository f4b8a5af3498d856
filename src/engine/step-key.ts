const escapeId = (id: string): string => id.replace(/[%/[\]]/g, encodeURIComponent)

/** Names one run of a node within its execution: the same in every replay, and unique however often the node runs. */
export const stepKey = (path: string, nodeId: string): string =>
  path === '' ? escapeId(nodeId) : `${path}/${escapeId(nodeId)}`

/** The path of the nodes in one iteration of a loop. */
export const iterationPath = (loopKey: string, index: number): string => `${loopKey}[${index}]`

/** The key of the loop or call that a path lies in; that of the graph itself is empty. */
export const compositeOf = (path: string): string =>
  path.endsWith(']') ? path.slice(0, path.lastIndexOf('[')) : path

/** The path of the node that a key names. */
export const pathOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')))
