import type { Text } from './text.ts'

/** Message of an answer to a PUT or PATCH that leaves the resource as it is. */
export const NOTHING_CHANGED: Text = { en: 'Nothing was changed.', ko: '변경된 내용이 없습니다.' }
