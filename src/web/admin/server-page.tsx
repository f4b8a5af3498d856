import { ask } from '../lib/api.ts'
import { JsonView } from '../lib/json/json-view.tsx'
import { useResource } from '../lib/resource.ts'
import { useLocale, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { formatBytes, formatDuration, formatNumber } from '../lib/values/format.ts'
import { adminTexts } from './texts.ts'

export const ServerPage = () => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { api } = useServices()
  const settings = useResource(async (signal) => {
    const [config, user] = await Promise.all([
      ask(api.GET('/api/config', { signal })),
      ask(api.GET('/api/config/user-settings', { signal })),
    ])
    return { config: config.data, user: user.data }
  }, [])
  const show = (name: string, value: number) => {
    // A time limit of 0 is none.
    if (name.endsWith('_timeout_ms') && value === 0) return t('noLimit')
    if (name.endsWith('_ms')) return formatDuration(value, locale)
    return name.endsWith('_bytes') ? formatBytes(value, locale) : formatNumber(value, locale)
  }
  return (
    <main class="page" tabIndex={-1}>
      <h1>{t('server')}</h1>
      <Loaded resource={settings}>
        {({ config, user }) => (
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
            <h2>{t('userSettings')}</h2>
            <p class="muted">{t('userSettingsHint')}</p>
            <JsonView value={user.settings} name="user-settings" />
          </>
        )}
      </Loaded>
    </main>
  )
}
