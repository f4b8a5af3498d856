import { NodeError } from '../../../src/engine/errors.ts'
import type { SecretStore } from '../../../src/engine/ports.ts'

/** Secrets that are as the object is when they are asked for. */
export const secretStore = (values: Readonly<Record<string, string>>): SecretStore => ({
  async get(name) {
    const value = values[name]
    if (value === undefined) throw new NodeError('SECRET_NOT_FOUND', `no ${name}`, { retryable: false })
    return value
  },
})
