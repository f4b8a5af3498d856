import type { Schemas } from '../api.ts'
import type { Texts } from '../locale.ts'
import { useTexts } from '../texts.ts'

export type ExecutionStatus = Schemas['ExecutionStatus']
export type NodeStatus = Schemas['NodeStatus']

export const statusTexts = {
  scheduled: { en: 'Scheduled', ko: '예약됨' },
  queued: { en: 'Queued', ko: '대기 중' },
  running: { en: 'Running', ko: '실행 중' },
  waiting: { en: 'Waiting', ko: '이벤트 대기' },
  completed: { en: 'Completed', ko: '완료' },
  failed: { en: 'Failed', ko: '실패' },
  cancelled: { en: 'Cancelled', ko: '취소됨' },
  timed_out: { en: 'Timed out', ko: '시간 초과' },
  pending: { en: 'Pending', ko: '시작 전' },
  skipped: { en: 'Skipped', ko: '건너뜀' },
} as const satisfies Texts

export const EXECUTION_STATUSES = [
  'scheduled',
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
  'timed_out',
] as const satisfies readonly ExecutionStatus[]

// Shapes, so that colour is not the only difference.
const marks = {
  scheduled: '◷',
  queued: '…',
  running: '▶',
  waiting: '⏸',
  completed: '✓',
  failed: '✕',
  cancelled: '⊘',
  timed_out: '⏱',
  pending: '·',
  skipped: '↷',
} as const satisfies Record<ExecutionStatus | NodeStatus, string>

export const isFinal = (status: ExecutionStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'timed_out'

export const Status = ({ status }: { readonly status: ExecutionStatus | NodeStatus }) => {
  const t = useTexts(statusTexts)
  return (
    <span class={`status ${status}`}>
      <span aria-hidden="true" class="mark">
        {marks[status]}
      </span>
      {t(status)}
    </span>
  )
}
