import { useRef, useState } from 'preact/hooks'
import { ApiError, ask, type Schemas } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useLocale, useRoute, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Menu } from '../../lib/ui/menu.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { download } from '../../lib/values/download.ts'
import { formatBytes } from '../../lib/values/format.ts'
import { ListPage } from '../parts/list-page.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { adminTexts } from '../texts.ts'
import { ScriptsFolder } from './scripts-folder.tsx'

type Entry = Schemas['FolderEntry']

const Crumbs = ({ path }: { readonly path: string }) => {
  const t = useTexts(adminTexts)
  const parts = path.split('/').filter(Boolean)
  return (
    <nav class="crumbs" aria-label={t('files')}>
      <a href={hrefOf(['files'])}>{t('workspace')}</a>
      {parts.map((part, index) => {
        const folder = parts.slice(0, index + 1).join('/')
        return (
          <span key={folder}>
            {' / '}
            <a href={hrefOf(['files'], { path: folder })}>{part}</a>
          </span>
        )
      })}
    </nav>
  )
}

/** Sends and reads contents of files, which are bytes and no JSON. */
const useContents = () => {
  const { send, baseUrl } = useServices()
  return async (path: string, init: RequestInit): Promise<Response> => {
    const address = `${baseUrl}/api/files/content?${new URLSearchParams({ path })}`
    const response = await send(new Request(address, init))
    if (response.ok) return response
    const { message, error_code } = await response.json()
    throw new ApiError(String(message), String(error_code), response.status)
  }
}

const UploadButton = ({ folder, onDone }: { readonly folder: string; readonly onDone: () => void }) => {
  const t = useTexts(adminTexts)
  const { notices } = useServices()
  const contents = useContents()
  const input = useRef<HTMLInputElement>(null)
  const upload = async (files: readonly File[]) => {
    for (const file of files) {
      const path = folder === '' ? file.name : `${folder}/${file.name}`
      const headers = { 'Content-Type': 'application/octet-stream' }
      try {
        await contents(path, { method: 'PUT', body: await file.arrayBuffer(), headers })
        notices.info(t('uploaded', { name: file.name }))
      } catch (error) {
        notices.error(error)
      }
    }
    onDone()
  }
  return (
    <>
      <button type="button" class="primary" onClick={() => input.current?.click()}>
        {t('upload')}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('upload')}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          currentTarget.value = ''
          void upload(files)
        }}
      />
    </>
  )
}

export const FilesPage = () => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { api } = useServices()
  const { path: folder = '' } = useRoute().query
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const contents = useContents()
  const [removed, setRemoved] = useState<Entry>()
  const entries = useResource(
    async (signal) =>
      (await ask(api.GET('/api/folders', { params: { query: folder ? { path: folder } : {} }, signal })))
        .data,
    [folder],
  )
  const rowOf = (entry: Entry) => {
    const { name, path, kind, size, modified_at } = entry
    const isFolder = kind === 'folder'
    return (
      <tr key={path}>
        <td>
          {isFolder ? (
            <a class="title" href={hrefOf(['files'], { path })}>
              {name}/
            </a>
          ) : (
            name
          )}
        </td>
        <td>{size === null ? '' : formatBytes(size, locale)}</td>
        <td>
          <Age time={modified_at} />
        </td>
        <td class="row-actions">
          {!isFolder && (
            <Menu
              label={t('more', { name })}
              items={[
                {
                  label: t('download'),
                  onChoose: attempt(async () => download(name, await (await contents(path, {})).blob())),
                },
                ...(canWrite
                  ? [{ label: t('remove'), onChoose: () => setRemoved(entry), isDangerous: true }]
                  : []),
              ]}
            />
          )}
        </td>
      </tr>
    )
  }
  return (
    <ListPage
      title={t('files')}
      hint={t('filesHint')}
      resource={entries}
      heads={[t('name'), t('size'), t('changed'), t('actions')]}
      rowOf={rowOf}
      above={
        <div class="place">
          <Crumbs path={folder} />
          <ScriptsFolder folder={folder} />
        </div>
      }
      actions={canWrite && <UploadButton folder={folder} onDone={entries.reload} />}
    >
      {removed && (
        <Confirm
          title={t('removeTitle', { name: removed.name })}
          action={t('remove')}
          onClose={() => setRemoved(undefined)}
          onConfirm={attempt(async () => {
            await contents(removed.path, { method: 'DELETE' })
            entries.reload()
          })}
        >
          <p>{t('noUndo')}</p>
        </Confirm>
      )}
    </ListPage>
  )
}
