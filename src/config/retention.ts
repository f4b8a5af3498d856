import { bytes, integer, type ValuesOf } from './env-values.ts'

export const retentionVariables = {
  EXECUTION_RETENTION_DAYS: integer(0, 36_500)
    .prefault('30')
    .describe('Days for which finished executions are kept; 0 for no limit'),
  EXECUTION_RETENTION_COUNT: integer(0, 1_000_000_000)
    .prefault('0')
    .describe('Number of finished executions to keep; 0 for all'),
  EXECUTION_RETENTION_BYTES: bytes(0)
    .prefault('0')
    .describe('Database size above which the oldest executions are deleted; 0 for no limit'),
  SCRIPT_VERSION_COUNT: integer(0, 1_000_000)
    .prefault('100')
    .describe('Number of versions of each script to keep, including the current one; 0 for all'),
  SCRIPT_VERSION_DAYS: integer(0, 36_500)
    .prefault('365')
    .describe('Days for which old versions of scripts are kept; 0 for no limit'),
}

/** 0: no limit. */
export const toRetentionConfig = (values: ValuesOf<typeof retentionVariables>) =>
  Object.freeze({
    days: values.EXECUTION_RETENTION_DAYS,
    count: values.EXECUTION_RETENTION_COUNT,
    bytes: values.EXECUTION_RETENTION_BYTES,
  })

/** 0: no limit. */
export const toVersionConfig = (values: ValuesOf<typeof retentionVariables>) =>
  Object.freeze({ count: values.SCRIPT_VERSION_COUNT, days: values.SCRIPT_VERSION_DAYS })
