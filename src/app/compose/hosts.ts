import { Duties } from '../../engine/restate/duties.ts'
import type { AppContext } from '../context.ts'

/** What several hosts have in common; `undefined` when this process runs all executions itself. */
export const composeHosts = ({ config, clock, logger }: Pick<AppContext, 'config' | 'clock' | 'logger'>) =>
  config.hosts && { ...config.hosts, duties: new Duties({ clock, logger }) }
