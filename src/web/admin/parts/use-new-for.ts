import { hrefOf } from '../../lib/route.ts'
import { useRoute, useServices } from '../../lib/services.ts'
import type { AdminPlace } from '../places.ts'

/** The script that the address asks for something new for (`#/schedules?new=7`), and how that is dropped. */
export const useNewFor = (place: AdminPlace) => {
  const { router } = useServices()
  const { new: scriptId } = useRoute().query
  const drop = () => {
    if (scriptId !== undefined) router.replace(hrefOf([place]))
  }
  return [scriptId, drop] as const
}
