import { prettyFactory } from 'pino-pretty'
import type { Config } from '../config/config.ts'
import { createLogger, type Logger } from '../logging/logger.ts'
import type { CommandContext } from './context.ts'

/** Logs to standard error, because standard output carries the result; in readable lines on a terminal. */
export const createCommandLogger = ({ log }: Config, { stderr, isTerminal }: CommandContext): Logger => {
  const format = prettyFactory({ colorize: isTerminal })
  const isPretty = log.pretty || isTerminal
  return createLogger({
    level: log.level,
    destination: { write: (line) => void stderr.write(isPretty ? format(line) : line) },
  })
}
