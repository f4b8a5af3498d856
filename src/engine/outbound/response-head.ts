import type { Duplex } from 'node:stream'

/** Of a status line and its headers together. */
export const MAX_HEAD_BYTES = 65_536

const END = /\n\r?\n/
/** Another head follows these, except after 101. */
const INTERIM = /^HTTP\/1\.\d 1(?!01)\d\d/
const LENGTH_LINE = /^content-length[ \t]*:/i
const LENGTHS = /^content-length[ \t]*:(.*)$/gim

/**
 * Lets the next response on a connection begin as browsers and curl accept it: with headers that are continued on further
 * lines, lines that end with LF alone, and a `Content-Length` that is repeated with the same value. Node's parser is
 * either strict, or so lenient that it accepts ambiguous responses, too. So it is given what it would accept.
 */
export const tolerateNextHead = (socket: Duplex): void => {
  const push = socket.push.bind(socket)
  const stop = () => Reflect.deleteProperty(socket, 'push')
  let held: Buffer = Buffer.alloc(0)
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (!Buffer.isBuffer(chunk)) {
      stop()
      if (held.length > 0) push(held)
      return push(chunk, encoding)
    }
    const searched = Math.max(held.length - 3, 0)
    const { bytes, rest, isOver } = correctHeads(Buffer.concat([held, chunk]), searched)
    held = rest
    if (isOver) stop()
    return bytes.length === 0 || push(bytes)
  }
}

interface Corrected {
  /** What the parser gets. */
  readonly bytes: Buffer
  /** The beginning of a head whose end is missing. */
  readonly rest: Buffer
  readonly isOver: boolean
}

const correctHeads = (bytes: Buffer, searched: number): Corrected => {
  const ready: Buffer[] = []
  let rest = bytes
  let from = searched
  for (;;) {
    const length = headLength(rest, from)
    if (length === undefined) return { bytes: Buffer.concat(ready), rest, isOver: false }
    const head = rest.toString('latin1', 0, length)
    ready.push(Buffer.from(corrected(head), 'latin1'))
    rest = rest.subarray(length)
    from = 0
    if (!INTERIM.test(head))
      return { bytes: Buffer.concat([...ready, rest]), rest: Buffer.alloc(0), isOver: true }
  }
}

/** 0 for what the parser is to refuse at once, and `undefined` when the end is missing. */
const headLength = (bytes: Buffer, from: number): number | undefined => {
  const couldBegin = 'HTTP/'.startsWith(bytes.toString('latin1', 0, 5))
  const end = couldBegin ? END.exec(bytes.toString('latin1', from, MAX_HEAD_BYTES + 1)) : null
  if (end) return from + end.index + end[0].length
  return couldBegin && bytes.length <= MAX_HEAD_BYTES ? undefined : 0
}

const corrected = (head: string): string => {
  const lengths = [...head.matchAll(LENGTHS)].flatMap(([, value = '']) => value.split(','))
  if (lengths.length < 2 && !/[^\r]\n|\n[ \t]/.test(head)) return head
  const [status = '', ...lines] = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const [length = '', ...others] = new Set(lengths.map((value) => value.trim()))
  const isRepeated = lengths.length > 1 && others.length === 0
  const headers = isRepeated
    ? [`Content-Length: ${length}`, ...lines.filter((line) => !LENGTH_LINE.test(line))]
    : lines
  return [status, ...headers].join('\r\n')
}
