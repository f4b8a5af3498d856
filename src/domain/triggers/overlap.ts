/** What happens at a tick while an execution of the schedule has not ended. */
export const OVERLAPS = ['skip', 'queue_one', 'queue_all', 'cancel_other', 'allow_all'] as const
export type Overlap = (typeof OVERLAPS)[number]
