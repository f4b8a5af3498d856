import { tmpdir } from 'node:os'
import type { TableShape } from '../../domain/tables/table.ts'
import { isWithin } from '../../lib/json/json-value.ts'
import { packSliced, unpackSliced } from '../../lib/json/packed-json.ts'
import { NodeError, nodeQueueFull, workerUnavailable } from '../errors.ts'
import type { ReadFormat } from '../file-format.ts'
import type { FileFormats, FormatCall, OpenFile } from '../ports.ts'
import { LargeTasks, SMALL_TASK, TaskTooLarge } from '../workers/large-tasks.ts'
import { SupervisedPool, TaskOverdue, usualWorkers, WorkerUnavailable } from '../workers/supervised-pool.ts'
import {
  type Content,
  type FormatLimits,
  type FormatReply,
  type FormatTask,
  formatFailure,
  memoryTooSmall,
  type XmlLimits,
} from './protocol.ts'
import { spoolItems } from './tables/spooled-items.ts'

const MiB = 1024 * 1024
const IDLE_MS = 30_000
/** A task looks at its cancellation after each chunk; a long text that is parsed at once delays that. */
const GRACE_MS = 200
/** So that one large file does not keep all others waiting. */
const MIN_WORKERS = 2
/** Values take many times the memory of their JSON text. */
const MEMORY_PER_OUTPUT_BYTE = 10
const MIN_MEMORY_BYTES = 64 * MiB

export interface FormatsOptions {
  /** Most bytes of what is read, as JSON. */
  readonly outputBytes: number
  readonly timeoutMs: number
  readonly xml?: XmlLimits
  /** For what is unpacked; by default that of the system. */
  readonly temporaryFolder?: string | undefined
  /** How many files of one caller may wait for a thread. */
  readonly queueLimit?: number
  /** What all threads with large values share. */
  readonly large?: LargeTasks
}

/** Reads and writes the contents of files in threads, with as many files in memory as there are threads. */
export const createFormats = ({
  outputBytes,
  timeoutMs,
  xml = { depth: 200, entities: 1000 },
  temporaryFolder = tmpdir(),
  queueLimit = 10_000,
  large = new LargeTasks({ queueLimit, onQueueFull: nodeQueueFull }),
}: FormatsOptions): FileFormats & { close(): Promise<void> } => {
  const memoryBytes = Math.max(MIN_MEMORY_BYTES, outputBytes * MEMORY_PER_OUTPUT_BYTE)
  const pool = new SupervisedPool<FormatTask, FormatReply>({
    module: () => new URL('./worker.ts', import.meta.url),
    settings: { outputBytes, memoryBytes, xml, temporaryFolder } satisfies FormatLimits,
    share: Math.max(MIN_WORKERS, usualWorkers()),
    queueLimit,
    onQueueFull: nodeQueueFull,
    idleMs: IDLE_MS,
    timeoutMs,
    // Most of it is the disk's time.
    wallTimeMs: timeoutMs,
    graceMs: GRACE_MS,
    // The values, and the text that they come from or go to.
    memoryMb: Math.ceil((1.5 * memoryBytes) / MiB),
  })

  const run = async (file: Named, { isSmall, make }: NewTask, { signal, share }: FormatCall) => {
    const runAs = async (isLarge: boolean) => {
      if (!isLarge && !isSmall) throw new TaskTooLarge()
      return pool.run(make, signal, share)
    }
    const reply = await large.run(runAs, share, signal).catch((error) => {
      signal.throwIfAborted()
      throw failureOf(error, { file, timeoutMs, memoryBytes })
    })
    if (reply.kind === 'failure') throw formatFailure(reply.failure.code, reply.failure.message)
    if (reply.kind === 'system') {
      const { message, code, errno } = reply
      throw Object.assign(new Error(message), { code, errno })
    }
    return reply
  }

  return {
    async read(file, format, call) {
      const make = async (): Promise<FormatTask> => ({ kind: 'read', file, format })
      const reply = await run(file, { isSmall: mayBeSmall(file, format), make }, call)
      return reply.kind === 'read' ? fromContent(reply.content, call.signal) : undefined
    },
    async write(file, { content, format }, call) {
      const make = async (): Promise<FormatTask> => {
        return { kind: 'write', file, format, content: await toContent(content, call.signal) }
      }
      await run(file, { isSmall: isWithin(content, { maxSize: SMALL_TASK }), make }, call)
    },
    // Of tables, no more than a few rows are in memory.
    async readTable(file, format, table, call) {
      const make = async (): Promise<FormatTask> => ({ kind: 'read-table', file, format, table })
      return shapeOf(await run(file, { isSmall: true, make }, call))
    },
    async tabulate(items, table, call) {
      const file = await spoolItems(items, temporaryFolder, call.signal)
      try {
        const make = async (): Promise<FormatTask> => ({ kind: 'tabulate', descriptor: file.fd, table })
        return shapeOf(await run({ name: 'The list' }, { isSmall: true, make }, call))
      } finally {
        await file.close()
      }
    },
    async writeTable(file, { table, format }, call) {
      const make = async (): Promise<FormatTask> => ({ kind: 'write-table', file, format, table })
      await run(file, { isSmall: true, make }, call)
    },
    async parse(text, name, call) {
      const make = async (): Promise<FormatTask> => ({ kind: 'parse', text, name })
      const reply = await run({ name }, { isSmall: text.length <= SMALL_TASK, make }, call)
      return reply.kind === 'read' ? fromContent(reply.content, call.signal) : undefined
    },
    close: () => pool.close(),
  }
}

/** What is unpacked may be of any size. */
const mayBeSmall = ({ size }: OpenFile, { format, compression = 'none' }: ReadFormat): boolean =>
  size <= SMALL_TASK && format !== 'xlsx' && format !== 'auto' && compression === 'none'

const shapeOf = (reply: FormatReply): TableShape => {
  if (reply.kind === 'table') return reply.shape
  throw new Error(`a thread has answered ${reply.kind} instead of a table`)
}

const fromContent = (content: Content, signal: AbortSignal): unknown =>
  content.kind === 'text' ? content.text : unpackSliced(content.json, signal)

const toContent = async (content: unknown, signal: AbortSignal): Promise<Content> =>
  typeof content === 'string'
    ? { kind: 'text', text: content }
    : { kind: 'json', json: await packSliced(content, signal) }

/** A task, made when there is a thread for it. */
interface NewTask {
  readonly isSmall: boolean
  readonly make: () => Promise<FormatTask>
}

type Named = Pick<OpenFile, 'name'>

interface FailureContext {
  readonly file: Named
  readonly timeoutMs: number
  readonly memoryBytes: number
}

const failureOf = (error: unknown, { file, timeoutMs, memoryBytes }: FailureContext): unknown => {
  if (error instanceof NodeError) return error
  if (error instanceof WorkerUnavailable) return workerUnavailable(error)
  if (error instanceof TaskOverdue) {
    const message = `${file.name} took longer than ${timeoutMs} ms. Split the file, or raise FILE_TIMEOUT_MS.`
    return formatFailure('FILE_TIMEOUT', message, error)
  }
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return memoryTooSmall(file.name, memoryBytes)
  }
  return new NodeError('FILE_ERROR', `${file.name} could not be processed.`, { cause: error })
}
