import { type ValuesOf, word } from './env-values.ts'

export const loggingVariables = {
  ENVIRONMENT: word('prd', 'dev')
    .prefault('prd')
    .describe('dev writes readable log lines instead of JSON, at level debug'),
  LOG_LEVEL: word('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .optional()
    .describe('Minimum level that is logged; by default info, or debug when ENVIRONMENT is dev'),
}

export const toLogConfig = (values: ValuesOf<typeof loggingVariables>) =>
  Object.freeze({
    level: values.LOG_LEVEL ?? (values.ENVIRONMENT === 'dev' ? 'debug' : 'info'),
    pretty: values.ENVIRONMENT === 'dev',
  })
