import { memoryRefusal } from '../../../domain/memory-limit.ts'
import type { AdHocRequest } from '../../engine.ts'
import type { ExecutionState } from '../../records.ts'
import { type ExecutionFactory, VOLATILE_STORE } from '../execution-factory.ts'

/**
 * Runs a graph without storing anything.
 * @throws AppError when there is no memory for it
 */
export const runAdHoc = async (
  factory: ExecutionFactory,
  { signal, ...request }: AdHocRequest,
): Promise<ExecutionState> => {
  const prepared = await factory.prepare({ ...request, scriptId: null })
  const execution = factory.create(prepared, VOLATILE_STORE)
  const exceeded = execution.takeMemory()
  if (exceeded) throw memoryRefusal(exceeded)
  const cancel = () => void execution.cancel()
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  execution.start()
  return execution.finished.finally(async () => {
    signal?.removeEventListener('abort', cancel)
    await factory.tables.remove([execution.id])
  })
}
