import { ask } from '../lib/api.ts'
import { useResource } from '../lib/resource.ts'
import { useLocale, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { formatBytes, formatDuration, formatNumber } from '../lib/values/format.ts'
import { adminTexts } from './texts.ts'
import { UserSettings } from './values/user-settings.tsx'

export const ServerPage = () => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { api } = useServices()
  const resource = useResource(async (signal) => (await ask(api.GET('/api/config', { signal }))).data, [])
  const show = (name: string, value: number) => {
    // A time limit of 0 is none.
    if (name.endsWith('_timeout_ms') && value === 0) return t('noLimit')
    if (name.endsWith('_ms')) return formatDuration(value, locale)
    return name.endsWith('_bytes') ? formatBytes(value, locale) : formatNumber(value, locale)
  }
  return (
    <main class="page" tabIndex={-1}>
      <h1>{t('server')}</h1>
      <Loaded resource={resource}>
        {(config) => (
          <>
            <dl class="facts">
              <div>
                <dt>{t('version')}</dt>
                <dd>{config.version}</dd>
              </div>
              <div>
                <dt>{t('environment')}</dt>
                <dd>{config.environment}</dd>
              </div>
              <div>
                <dt>{t('nodeTypes')}</dt>
                <dd>{config.node_types}</dd>
              </div>
            </dl>
            <h2>{t('limits')}</h2>
            <div class="card scroll">
              <table class="dense">
                <tbody>
                  {Object.entries(config.limits).map(([name, value]) => (
                    <tr key={name}>
                      <th scope="row">
                        <code>{name}</code>
                      </th>
                      <td class="number">{show(name, value)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Loaded>
      <UserSettings />
    </main>
  )
}
