import { useRef } from 'preact/hooks'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { importScript } from './script-actions.ts'
import { listTexts } from './texts.ts'

export const ImportButton = ({ onImported }: { readonly onImported: () => void }) => {
  const t = useTexts(listTexts)
  const { api, notices } = useServices()
  const input = useRef<HTMLInputElement>(null)

  const importAll = async (files: readonly File[]) => {
    for (const file of files) {
      try {
        const { name } = await importScript(api, file)
        notices.info(t('imported', { name }))
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        notices.error(new Error(t('notAScript', { file: file.name, problem })))
      }
    }
    onImported()
  }

  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {t('importFile')}
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          currentTarget.value = ''
          void importAll(files)
        }}
      />
    </>
  )
}
