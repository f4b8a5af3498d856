import { FilesPage } from './files/files-page.tsx'
import { KeysPage } from './keys/keys-page.tsx'
import type { AdminPlace } from './places.ts'
import { SchedulesPage } from './schedules/schedules-page.tsx'
import { ServerPage } from './server-page.tsx'
import { SecretsPage } from './values/secrets-page.tsx'
import { VariablesPage } from './values/variables-page.tsx'
import { WebhooksPage } from './webhooks/webhooks-page.tsx'

const pages = {
  schedules: SchedulesPage,
  webhooks: WebhooksPage,
  files: FilesPage,
  variables: VariablesPage,
  secrets: SecretsPage,
  keys: KeysPage,
  server: ServerPage,
} as const satisfies Record<AdminPlace, () => unknown>

export const AdminPage = ({ place }: { readonly place: AdminPlace }) => {
  const Shown = pages[place]
  return <Shown />
}
