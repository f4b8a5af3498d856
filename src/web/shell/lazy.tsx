import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { shellTexts } from './texts.ts'

/** A component in a chunk of its own, which is loaded when it is first shown. */
export const lazy = <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> => {
  let loading: Promise<ComponentType<P>> | undefined
  return function Lazy(properties: P) {
    const t = useTexts(shellTexts)
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
    return Component ? <Component {...properties} /> : <main class="page muted">{t('loading')}</main>
  }
}
