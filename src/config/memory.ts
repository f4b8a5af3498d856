import { bytes, type ValuesOf } from './env-values.ts'

export const memoryVariables = {
  MEMORY_LIMIT_BYTES: bytes()
    .prefault('134217728')
    .describe('Memory for running executions, request bodies and unsent answers together'),
  MEMORY_CALLER_LIMIT_BYTES: bytes()
    .prefault('83886080')
    .describe('How much of MEMORY_LIMIT_BYTES each key, or each address without a key, may use'),
  EXECUTION_MEMORY_LIMIT_BYTES: bytes()
    .prefault('67108864')
    .describe('How much of MEMORY_LIMIT_BYTES the input and outputs of one execution may use'),
}

export const toMemoryConfig = (values: ValuesOf<typeof memoryVariables>) => ({
  limitBytes: values.MEMORY_LIMIT_BYTES,
  callerBytes: values.MEMORY_CALLER_LIMIT_BYTES,
  executionBytes: values.EXECUTION_MEMORY_LIMIT_BYTES,
})
