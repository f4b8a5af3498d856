import type { Schemas } from '../../lib/api.ts'
import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { ChoiceField, NumberField, TextField } from '../parts/text-field.tsx'
import { type AuthDraft, signsTime } from './auth-draft.ts'
import { webhookTexts } from './texts.ts'

const types = [
  ['none', 'authNone'],
  ['bearer', 'authBearer'],
  ['basic', 'authBasic'],
  ['hmac', 'authHmac'],
] as const satisfies readonly (readonly [AuthDraft['type'], string])[]

const presets = [
  ['github', 'GitHub'],
  ['stripe', 'Stripe'],
  ['slack', 'Slack'],
  ['shopify', 'Shopify'],
  ['standard-webhooks', 'Standard Webhooks'],
] as const satisfies readonly (readonly [Schemas['WebhookPreset'], string])[]

const choicesOf = <T extends string>(values: readonly T[]) => values.map((value) => [value, value] as const)

const algorithms = choicesOf(['sha1', 'sha256', 'sha384', 'sha512'])
const encodings = choicesOf(['hex', 'base64', 'base64url'])

interface AuthProps {
  readonly auth: AuthDraft
  readonly set: (change: Partial<AuthDraft>) => void
}

const SignatureFields = ({ auth, set }: AuthProps) => {
  const t = useTexts(webhookTexts)
  return (
    <>
      <ChoiceField
        label={t('preset')}
        value={auth.preset}
        choices={[...presets, ['custom', t('presetCustom')]]}
        onChange={(preset) => set({ preset })}
      />
      {auth.preset === 'custom' && (
        <>
          <TextField
            label={t('header')}
            value={auth.header}
            isRequired
            onChange={(header) => set({ header })}
          />
          <TextField
            label={t('prefix')}
            hint={t('prefixHint')}
            value={auth.prefix}
            onChange={(prefix) => set({ prefix })}
          />
          <ChoiceField
            label={t('algorithm')}
            value={auth.algorithm}
            choices={algorithms}
            onChange={(algorithm) => set({ algorithm })}
          />
          <ChoiceField
            label={t('encoding')}
            value={auth.encoding}
            choices={encodings}
            onChange={(encoding) => set({ encoding })}
          />
        </>
      )}
      {signsTime(auth) && (
        <NumberField
          label={t('tolerance')}
          hint={t('toleranceHint')}
          value={auth.toleranceSeconds}
          min={1}
          max={3600}
          onChange={(toleranceSeconds) => set({ toleranceSeconds })}
        />
      )}
    </>
  )
}

/** What a request must prove besides knowing the address. */
export const AuthFields = ({ auth, set }: AuthProps) => {
  const t = useTexts(webhookTexts)
  const { api } = useServices()
  const secrets = useResource(
    async (signal) =>
      (await ask(api.GET('/api/secrets', { params: { query: { limit: 200 } }, signal }))).data,
    [],
  )
  return (
    <>
      <ChoiceField
        label={t('auth')}
        value={auth.type}
        choices={types.map(([type, text]) => [type, t(text)])}
        onChange={(type) => set({ type })}
      />
      {auth.type === 'basic' && (
        <TextField
          label={t('username')}
          value={auth.username}
          isRequired
          onChange={(username) => set({ username })}
        />
      )}
      {auth.type !== 'none' && (
        <TextField
          label={t('secret')}
          hint={t('secretHint')}
          value={auth.secret}
          isRequired
          choices={secrets.data?.map(({ name }) => name) ?? []}
          onChange={(secret) => set({ secret })}
        />
      )}
      {auth.type === 'hmac' && <SignatureFields auth={auth} set={set} />}
    </>
  )
}
