import type { Budget } from '../lib/async/byte-budget.ts'
import { AppError, isErrorCode } from './errors.ts'

export type ExceededBudget = Pick<Budget, 'setting' | 'limit'>

/** The code of a failure for lack of memory: the name of the setting that was met, without its unit. */
export const memoryLimitCode = ({ setting }: ExceededBudget): string => setting.replace(/_BYTES$/, '')

/** The error of a request for which there is no memory. */
export const memoryRefusal = (exceeded: ExceededBudget): AppError => {
  const { setting, limit } = exceeded
  const code = memoryLimitCode(exceeded)
  return new AppError(isErrorCode(code) ? code : 'MEMORY_LIMIT', { values: { setting, limit } })
}
