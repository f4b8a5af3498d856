import { type ApiClient, RefusedError } from '../api/client.ts'
import { Secret } from '../api/schema.ts'
import { listVariables } from '../api/variables.ts'
import { signingSecret } from '../triggers/in-file.ts'
import type { CheckedScript } from './check.ts'

// In JSON, a quote within an expression has a backslash.
const SECRET_USE = /\$secret\(\s*\\?["']([A-Za-z_]\w*)\\?["']/g
const VARIABLE_USE = /\$vars\s*\.\s*([A-Za-z_]\w*)/g

export interface Needs {
  readonly secrets: readonly string[]
  readonly variables: readonly string[]
}

/** The secrets and variables that scripts and their triggers name, and that are not there. */
export const missingNeeds = async (api: ApiClient, scripts: readonly CheckedScript[]): Promise<Needs> => {
  const text = JSON.stringify(scripts.map(({ body, triggers }) => [body, triggers]))
  const secrets = new Set([...namesIn(text, SECRET_USE), ...scripts.flatMap(signingSecrets)])
  const variables = namesIn(text, VARIABLE_USE)
  return {
    secrets: await missing(secrets, () => secretNames(api)),
    variables: await missing(variables, async () => (await listVariables(api)).map(({ name }) => name)),
  }
}

const namesIn = (text: string, use: RegExp): Set<string> =>
  new Set([...text.matchAll(use)].map(([, name = '']) => name))

const signingSecrets = ({ triggers }: CheckedScript): string[] =>
  triggers
    .flatMap(({ bodies }) => bodies)
    .map(signingSecret)
    .filter((name) => name !== undefined)

const missing = async (
  needed: ReadonlySet<string>,
  readStored: () => Promise<readonly string[]>,
): Promise<string[]> => {
  if (needed.size === 0) return []
  const stored = new Set(await readStored())
  return [...needed].filter((name) => !stored.has(name)).sort()
}

/** None if the server has no key to encrypt secrets with. */
const secretNames = async (api: ApiClient): Promise<string[]> => {
  try {
    const secrets = await Array.fromAsync(api.list(Secret, '/api/secrets'))
    return secrets.map(({ name }) => name)
  } catch (error) {
    if (error instanceof RefusedError) return []
    throw error
  }
}
