import { useServices } from '../../lib/services.ts'

/** Does something, and says what was wrong with it. */
export const useAttempt = () => {
  const { notices } = useServices()
  return (work: () => Promise<unknown>) => () => {
    work().catch((error) => notices.error(error))
  }
}
