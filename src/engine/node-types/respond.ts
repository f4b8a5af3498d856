import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

/** What the server decides itself, or what would let an answer act as a page of the server. */
const RESERVED: ReadonlySet<string> = new Set(
  `connection content-encoding content-length content-security-policy date keep-alive proxy-authenticate te trailer
  transfer-encoding upgrade x-content-type-options x-frame-options`.split(/\s+/),
)

const HeaderName = z
  .string()
  .max(100)
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'Must be the name of a header, without spaces and colons.')
  .refine((name) => !RESERVED.has(name.toLowerCase()), {
    error: 'The server decides this header',
    params: { problem: 'reserved_header' },
  })

const HeaderText = z
  .string()
  .max(8000)
  .regex(
    /^[\t\x20-\x7e\x80-\xff]*$/,
    'Line breaks, other control characters and letters beyond Latin-1 are not allowed.',
  )

const Parameters = z.strictObject({
  status: z
    .int()
    .min(200)
    .max(599)
    .default(200)
    .describe('The status of the answer.')
    .meta({ examples: [201] }),
  headers: z
    .record(HeaderName, z.union([HeaderText, z.number(), z.boolean(), z.null()]))
    .default({})
    .describe(
      'Headers of the answer; `null` leaves one out. Without `Content-Type`, text is sent as `text/plain` and any ' +
        'other value as JSON.',
    )
    .meta({ examples: [{ 'X-Order': '{{ input.id }}' }] }),
  body: z
    .unknown()
    .optional()
    .describe(
      'The body: text as it is, `{"base64": …}` as bytes, null as none, any other value as JSON. Default: the input of the node.',
    )
    .meta({ examples: [{ received: true }] }),
})

/** The answer that a node makes. */
export interface RespondOutput extends Required<Omit<z.output<typeof Parameters>, 'headers'>> {
  readonly headers: Readonly<Record<string, string>>
}

export const respondType = defineNodeType({
  type: 'respond',
  kind: 'task',
  title: 'Respond',
  description:
    'Answers the request of a webhook that waits for it (`"respond": "output"`), and passes on the answer as ' +
    '`{status, headers, body}`. The script goes on behind it. Of several, the first that runs answers; in executions ' +
    'that nothing waits for, it only passes on.',
  effects: true,
  ports: ['out'],
  parameters: Parameters,
  example: {
    parameters: { status: 201, headers: { 'X-Order': '{{ input.id }}' }, body: { id: '{{ input.id }}' } },
    input: { id: 'o-7' },
    output: { status: 201, headers: { 'X-Order': 'o-7' }, body: { id: 'o-7' } },
  },
  run({ status, headers, body }, { scope }) {
    const set = Object.entries(headers).filter(([, value]) => value !== null)
    const output: RespondOutput = {
      status,
      headers: Object.fromEntries(set.map(([name, value]) => [name, String(value)])),
      body: body === undefined ? scope.input : body,
    }
    return { output }
  },
})
