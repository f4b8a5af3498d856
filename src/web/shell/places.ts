import type { Scope } from '../lib/session.ts'
import type { shellTexts } from './texts.ts'

interface Place {
  readonly name: string
  readonly text: keyof typeof shellTexts
  readonly scope: Scope
}

/** The pages in the navigation in groups, by the first part of their addresses. */
export const places: readonly (readonly Place[])[] = [
  [
    { name: 'scripts', text: 'scripts', scope: 'read' },
    { name: 'executions', text: 'executions', scope: 'read' },
    { name: 'dashboard', text: 'dashboard', scope: 'read' },
  ],
  [
    { name: 'schedules', text: 'schedules', scope: 'read' },
    { name: 'webhooks', text: 'webhooks', scope: 'read' },
  ],
  [
    { name: 'files', text: 'files', scope: 'read' },
    { name: 'variables', text: 'variables', scope: 'read' },
    { name: 'secrets', text: 'secrets', scope: 'read' },
    { name: 'keys', text: 'keys', scope: 'admin' },
    { name: 'server', text: 'server', scope: 'read' },
  ],
]
