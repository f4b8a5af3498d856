const escapeId = (id: string): string => id.replace(/[%/[\]]/g, encodeURIComponent)

/** Names one run of a node within its execution: the same in every replay, and unique however often the node runs. */
export const stepKey = (path: string, nodeId: string): string =>
  path === '' ? escapeId(nodeId) : `${path}/${escapeId(nodeId)}`

/** The path of the nodes in one iteration of a loop; each attempt of the loop has its own. */
export const iterationPath = (loopKey: string, index: number, attempt: number): string =>
  attempt === 1 ? `${loopKey}[${index}]` : `${loopKey}[${index}, attempt ${attempt}]`

/** The path of the nodes of a called script; each attempt of the call has its own. */
export const callPath = (callKey: string, attempt: number): string =>
  attempt === 1 ? callKey : `${callKey}[attempt ${attempt}]`

const ATTEMPT = /(?:, |\[)attempt (\d+)\]$/

/** The attempt of the loop or call that a path belongs to. */
export const attemptOf = (path: string): number => Number(ATTEMPT.exec(path)?.[1] ?? 1)

/** The same path in the first attempt. */
export const firstAttemptPath = (path: string): string =>
  path.replace(ATTEMPT, (end) => (end.startsWith(',') ? ']' : ''))

/** The key of the loop or call that contains a path, regardless of the attempt; that of the graph itself is empty. */
export const compositeOf = (path: string): string =>
  path.endsWith(']') ? path.slice(0, path.lastIndexOf('[')) : path

/** The path of the node that a key names. */
export const pathOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')))
