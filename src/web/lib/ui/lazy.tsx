import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Texts } from '../locale.ts'
import { useServices } from '../services.ts'
import { useTexts } from '../texts.ts'

const texts = { loading: { en: 'Loading…', ko: '불러오는 중…' } } as const satisfies Texts

/** For parts that appear when they are there, such as dialogs. */
export const Nothing = () => null

const LoadingPage = () => {
  const t = useTexts(texts)
  return <main class="page muted">{t('loading')}</main>
}

/** A component in a chunk of its own, which is loaded when it is first shown; `Waiting` is shown until then. */
export const lazy = <P extends object>(
  load: () => Promise<ComponentType<P>>,
  Waiting: ComponentType = LoadingPage,
): ComponentType<P> => {
  let loading: Promise<ComponentType<P>> | undefined
  return function Lazy(properties: P) {
    const { notices } = useServices()
    const [Component, setComponent] = useState<ComponentType<P>>()
    useEffect(() => {
      loading ??= load()
      loading
        .then((loaded) => setComponent(() => loaded))
        .catch((error) => {
          loading = undefined
          notices.error(error)
        })
    }, [])
    return Component ? <Component {...properties} /> : <Waiting />
  }
}
