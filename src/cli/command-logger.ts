import { prettyFactory } from 'pino-pretty'
import type { Config } from '../config/config.ts'
import { createLogger, type Logger } from '../logging/logger.ts'
import type { CommandContext } from './context.ts'

/** Logs to the standard error output, because the other one has the result; in words when a person watches. */
export const createCommandLogger = ({ log }: Config, { stderr, isWatched }: CommandContext): Logger => {
  const inWords = prettyFactory({ colorize: isWatched })
  const isForPeople = log.pretty || isWatched
  return createLogger({
    level: log.level,
    destination: { write: (line) => void stderr.write(isForPeople ? inWords(line) : line) },
  })
}
