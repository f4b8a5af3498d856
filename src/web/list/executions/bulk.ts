import type { Api } from '../../lib/api.ts'
import { ask } from '../../lib/api.ts'

export const BULK_ACTIONS = ['cancel', 'retry', 'remove'] as const
export type BulkAction = (typeof BULK_ACTIONS)[number]

export interface Progress {
  readonly action: BulkAction
  readonly total: number
  readonly done: number
  readonly failed: number
}

const DELETED_AT_ONCE = 100

type OnProgress = (progress: Progress) => void

const oneByOne = async (
  action: 'cancel' | 'retry',
  api: Api,
  ids: readonly string[],
  onProgress: OnProgress,
): Promise<Progress> => {
  let progress: Progress = { action, total: ids.length, done: 0, failed: 0 }
  for (const execution_id of ids) {
    const params = { path: { execution_id } }
    // A retry does not wait for its end, so that a long one does not hold up the others.
    const request =
      action === 'cancel'
        ? api.POST('/api/executions/{execution_id}/cancel', { params })
        : api.POST('/api/executions/{execution_id}/retry', {
            params: { ...params, header: { prefer: 'respond-async' } },
            body: {},
          })
    const { response } = await request
    progress = response.ok
      ? { ...progress, done: progress.done + 1 }
      : { ...progress, failed: progress.failed + 1 }
    onProgress(progress)
  }
  return progress
}

const remove = async (api: Api, ids: readonly string[], onProgress: OnProgress): Promise<Progress> => {
  let progress: Progress = { action: 'remove', total: ids.length, done: 0, failed: 0 }
  for (let start = 0; start < ids.length; start += DELETED_AT_ONCE) {
    const some = ids.slice(start, start + DELETED_AT_ONCE)
    const { data } = await ask(api.POST('/api/executions/delete', { body: { ids: some } }))
    progress = {
      ...progress,
      done: progress.done + data.deleted,
      failed: progress.failed + some.length - data.deleted,
    }
    onProgress(progress)
  }
  return progress
}

/** Does the same with many executions; one that refuses does not hold up the others. */
export const runBulk = (
  action: BulkAction,
  api: Api,
  ids: readonly string[],
  onProgress: OnProgress,
): Promise<Progress> =>
  action === 'remove' ? remove(api, ids, onProgress) : oneByOne(action, api, ids, onProgress)
