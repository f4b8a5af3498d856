import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { useAttempt } from '../parts/use-attempt.ts'
import { adminTexts } from '../texts.ts'

/** Says whether file nodes read and write in the folder that is shown, and lets it be chosen for that. */
export const ScriptsFolder = ({ folder }: { readonly folder: string }) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const selected = useResource(
    async (signal) => (await ask(api.GET('/api/folder', { signal }))).data.folder_path,
    [],
  )
  if (selected.data === folder) return <span class="tag">{t('isSelected')}</span>
  if (!canWrite || selected.data === undefined) return null
  const select = async () => {
    await ask(api.POST('/api/folder/select', { body: { path: folder } }))
    selected.reload()
  }
  return (
    <button type="button" onClick={attempt(select)}>
      {t('useFolder')}
    </button>
  )
}
