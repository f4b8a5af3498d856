import { ask } from '../lib/api.ts'
import { useResource } from '../lib/resource.ts'
import { hrefOf } from '../lib/route.ts'
import { useLocale, useRoute, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { listTexts } from './texts.ts'

export const ScriptList = () => {
  const t = useTexts(listTexts)
  const locale = useLocale()
  const { api, router } = useServices()
  const { q } = useRoute().query
  const scripts = useResource(
    (signal) => ask(api.GET('/api/scripts', { params: { query: q ? { q } : {} }, signal })),
    [q],
  )
  return (
    <main class="page" tabIndex={-1}>
      <h1>{t('scripts')}</h1>
      <label class="field">
        <span>{t('search')}</span>
        <input
          type="search"
          value={q ?? ''}
          onInput={({ currentTarget }) => router.replace(hrefOf(['scripts'], { q: currentTarget.value }))}
        />
      </label>
      <Loaded resource={scripts}>
        {({ data }) =>
          data.length === 0 ? (
            <p>{t(q ? 'noneFound' : 'none')}</p>
          ) : (
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('name')}</th>
                  <th scope="col">{t('nodes')}</th>
                  <th scope="col">{t('changed')}</th>
                </tr>
              </thead>
              <tbody>
                {data.map(({ id, name, node_count, updated_at }) => (
                  <tr key={id}>
                    <td>
                      <a href={hrefOf(['scripts', id])}>{name}</a>
                    </td>
                    <td>{node_count}</td>
                    <td>{new Date(updated_at).toLocaleString(locale)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </main>
  )
}
