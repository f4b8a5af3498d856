import type { ComponentChildren } from 'preact'
import { LOCALES } from '../lib/locale.ts'
import { THEMES } from '../lib/preferences.ts'
import { hrefOf } from '../lib/route.ts'
import { useRoute, useServices } from '../lib/services.ts'
import { useStore } from '../lib/store.ts'
import { useTexts } from '../lib/texts.ts'
import { lazy, Nothing } from '../lib/ui/lazy.tsx'
import { NoticeList } from './notices.tsx'
import { PlaceIcon } from './place-icon.tsx'
import { places } from './places.ts'
import { shellTexts } from './texts.ts'

const LogIn = lazy(async () => (await import('./log-in.tsx')).LogIn, Nothing)

const languageNames = { en: 'English', ko: '한국어' } as const
const themeTexts = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const

const Choices = () => {
  const t = useTexts(shellTexts)
  const { preferences, session } = useServices()
  const theme = useStore(preferences.theme)
  const locale = useStore(preferences.locale)
  const info = useStore(session.info)
  return (
    <div class="choices">
      <label>
        <span>{t('theme')}</span>
        <select
          value={theme}
          onChange={({ currentTarget }) =>
            preferences.theme.set(THEMES.find((each) => each === currentTarget.value) ?? 'system')
          }
        >
          {THEMES.map((each) => (
            <option key={each} value={each}>
              {t(themeTexts[each])}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('language')}</span>
        <select
          value={locale}
          onChange={({ currentTarget }) =>
            preferences.locale.set(LOCALES.find((each) => each === currentTarget.value) ?? 'en')
          }
        >
          {LOCALES.map((each) => (
            <option key={each} value={each} lang={each}>
              {languageNames[each]}
            </option>
          ))}
        </select>
      </label>
      <a href="../docs">{t('apiDocs')}</a>
      {info?.session_id != null && <LogOut />}
    </div>
  )
}

const LogOut = () => {
  const t = useTexts(shellTexts)
  const { api, session, notices } = useServices()
  const logOut = async () => {
    await api.DELETE('/api/session')
    session.end()
    location.reload()
  }
  return (
    <button type="button" onClick={() => logOut().catch((error) => notices.error(error))}>
      {t('logOut')}
    </button>
  )
}

const Places = ({ current, isFolded }: { readonly current: string; readonly isFolded: boolean }) => {
  const t = useTexts(shellTexts)
  const info = useStore(useServices().session.info)
  return (
    <nav aria-label={t('navigation')}>
      {places.map((group) => (
        <div key={group[0]?.name}>
          {group
            .filter(({ scope }) => !info || info.scopes.includes(scope))
            .map(({ name, text }) => (
              <a
                key={name}
                href={hrefOf([name])}
                title={isFolded ? t(text) : undefined}
                aria-current={name === current ? 'page' : undefined}
              >
                <PlaceIcon name={name} />
                <span>{t(text)}</span>
              </a>
            ))}
        </div>
      ))}
    </nav>
  )
}

/** The frame around every page. */
export const Shell = ({ children }: { readonly children: ComponentChildren }) => {
  const t = useTexts(shellTexts)
  const { path } = useRoute()
  const [current = 'scripts', id] = path
  const { session, preferences } = useServices()
  const folding = preferences.isFolded[current === 'scripts' && id !== undefined ? 'editor' : 'elsewhere']
  const isFolded = useStore(folding)
  const isKeyDemanded = useStore(session.isDemanded)
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector('main')?.focus()}>
        {t('skip')}
      </button>
      <header class={isFolded ? 'side folded' : 'side'}>
        <a class="brand" href={hrefOf(['scripts'])} title="scriptd">
          <img src="icon.svg" alt="" width="24" height="24" />
          <span>scriptd</span>
        </a>
        <Places current={current} isFolded={isFolded} />
        <Choices />
        <button
          type="button"
          class="fold"
          aria-expanded={!isFolded}
          aria-label={t(isFolded ? 'unfold' : 'fold')}
          title={t(isFolded ? 'unfold' : 'fold')}
          onClick={() => folding.set(!isFolded)}
        >
          {isFolded ? '»' : '«'}
        </button>
      </header>
      {children}
      <NoticeList />
      {isKeyDemanded && <LogIn />}
    </>
  )
}
