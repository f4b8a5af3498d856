import { render } from 'preact'
import { apiBase, ask, createApi, createSend } from './lib/api.ts'
import { Notices } from './lib/notices.ts'
import { browserStorage, createPreferences } from './lib/preferences.ts'
import { Router } from './lib/route.ts'
import { type Services, ServicesProvider } from './lib/services.ts'
import { Session } from './lib/session.ts'
import { applyPreferences } from './lib/theme.ts'
import { Page } from './shell/page.tsx'
import { Shell } from './shell/shell.tsx'

const createServices = (): Services => {
  const storage = browserStorage(() => localStorage)
  const preferences = createPreferences(storage, navigator.languages)
  const session = new Session(browserStorage(() => sessionStorage))
  const send = createSend(session, preferences, (request) => fetch(request))
  const baseUrl = apiBase(document.baseURI)
  const api = createApi(baseUrl, send)
  const router = new Router(window)
  return { api, send, baseUrl, session, preferences, router, notices: new Notices(), storage }
}

const start = async () => {
  const services = createServices()
  const { api, preferences, session, notices } = services
  applyPreferences(preferences)
  render(
    <ServicesProvider value={services}>
      <Shell>
        <Page />
      </Shell>
    </ServicesProvider>,
    document.body,
  )
  try {
    session.info.set((await ask(api.GET('/api/session'))).data)
  } catch (error) {
    notices.error(error)
  }
}

void start()
