import type { Problem } from '../../../domain/errors.ts'
import { NodeError } from '../../../engine/errors.ts'
import type { SecretStore } from '../../../engine/ports.ts'
import type { HmacAuth, WebhookAuth } from './auth-schema.ts'
import { schemeOf, TIMED_PRESETS } from './signing-scheme.ts'

/** What is wrong with the settings beyond their schema. */
export const authProblems = async (auth: WebhookAuth, secrets: SecretStore): Promise<Problem[]> => {
  if (auth.type === 'none') return []
  const problems = auth.type === 'hmac' ? hmacProblems(auth) : []
  return [...problems, ...(await secretProblems(auth, secrets))]
}

const OWN = ['algorithm', 'header', 'prefix', 'encoding'] as const

const hmacProblems = (auth: HmacAuth): Problem[] => {
  const { preset, header, tolerance_ms } = auth
  const needless = preset === undefined ? [] : OWN.filter((name) => auth[name] !== undefined)
  return [
    ...(preset === undefined && header === undefined
      ? [{ path: 'auth', code: 'exactly_one', values: { names: 'preset, header' } }]
      : []),
    ...needless.map((name) => ({ path: `auth.${name}`, code: 'decided_by_preset', values: { name } })),
    ...(tolerance_ms !== undefined && !TIMED_PRESETS.includes(preset)
      ? [{ path: 'auth.tolerance_ms', code: 'no_signed_time', values: { presets: TIMED_PRESETS.join(', ') } }]
      : []),
  ]
}

const CODES: Readonly<Record<string, string>> = {
  SECRET_NOT_FOUND: 'unknown_secret',
  SECRET_UNAVAILABLE: 'sealed_with_other_key',
}

const secretProblems = async (
  auth: Exclude<WebhookAuth, { type: 'none' }>,
  secrets: SecretStore,
): Promise<Problem[]> => {
  try {
    const value = await secrets.get(auth.secret)
    const isKey = auth.type !== 'hmac' || schemeOf(auth).keyOf(value.trim()).length > 0
    return isKey ? [] : [{ path: 'auth.secret', code: 'secret_no_base64', values: { secret: auth.secret } }]
  } catch (error) {
    const code = error instanceof NodeError ? CODES[error.code] : undefined
    if (code === undefined) throw error
    return [{ path: 'auth.secret', code, values: { secret: auth.secret } }]
  }
}
