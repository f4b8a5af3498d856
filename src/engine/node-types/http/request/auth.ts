import { z } from 'zod'

const inLine = (schema: z.ZodString) =>
  schema
    .refine((text) => !/[\r\n]/.test(text), {
      error: 'Line ends are not allowed',
      params: { problem: 'line_end' },
    })
    .meta({ pattern: '^[^\\r\\n]*$' })

export const Auth = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('basic').describe('User name and password as basic authentication.'),
    // What comes after a colon would be the password.
    username: z
      .string()
      .refine((text) => !text.includes(':'), {
        error: 'A colon is not allowed',
        params: { problem: 'colon' },
      })
      .meta({ pattern: '^[^:]*$' })
      .describe('The user name, without `:`.')
      .meta({ examples: ['kim'] }),
    password: z
      .string()
      .describe('The password.')
      .meta({ examples: ['{{ $secret("PASSWORD") }}'] }),
  }),
  z.strictObject({
    type: z.literal('bearer').describe('A token in the header `authorization`.'),
    token: inLine(z.string().min(1))
      .describe('The token.')
      .meta({ examples: ['{{ $secret("TOKEN") }}'] }),
  }),
  z.strictObject({
    type: z.literal('header').describe('A value in a header of its own.'),
    name: inLine(z.string().min(1))
      .describe('The name of the header.')
      .meta({ examples: ['X-API-Key'] }),
    value: inLine(z.string())
      .describe('Its value.')
      .meta({ examples: ['{{ $secret("API_KEY") }}'] }),
  }),
])

/** The header that proves who asks. */
export const credentialsOf = (auth: z.output<typeof Auth>): Readonly<Record<string, string>> => {
  switch (auth.type) {
    case 'basic': {
      const { username, password } = auth
      return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    }
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'header':
      return { [auth.name]: auth.value }
  }
}
