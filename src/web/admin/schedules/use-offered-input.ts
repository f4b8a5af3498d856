import { useEffect, useRef } from 'preact/hooks'
import { readOffered } from '../../execution/run/remembered-input.ts'
import { useServices } from '../../lib/services.ts'

/** Offers the last input of the script that is chosen, as long as nothing else has been typed. */
export const useOfferedInput = (
  { scriptId, input }: { readonly scriptId: string; readonly input: string },
  { isNew, offer }: { readonly isNew: boolean; readonly offer: (input: string) => void },
): void => {
  const services = useServices()
  const offered = useRef('')
  const latest = useRef({ input, offer })
  latest.current = { input, offer }
  useEffect(() => {
    if (!isNew) return
    const controller = new AbortController()
    const { signal } = controller
    void readOffered(services, Number(scriptId), signal).then((text) => {
      if (signal.aborted || latest.current.input !== offered.current) return
      offered.current = text
      latest.current.offer(text)
    })
    return () => controller.abort()
  }, [scriptId, isNew])
}
