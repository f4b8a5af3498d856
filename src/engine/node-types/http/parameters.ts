import { z } from 'zod'
import { keyedObject } from '../../../domain/keyed-object.ts'
import { isRecord } from '../../../lib/json/is-record.ts'
import { filePath } from '../file-fields.ts'
import { Auth } from './request/auth.ts'
import { type BodyType, bodyTypes } from './request/body.ts'
import { responseTypes } from './response/body.ts'

/** A token of HTTP. */
const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const Parameters = z
  .strictObject({
    method: z
      .string()
      .max(64)
      .regex(METHOD, 'Must be a method of HTTP, such as GET or POST.')
      .refine((method) => method.toUpperCase() !== 'CONNECT', {
        error: 'CONNECT is not a request',
        params: { problem: 'connect_method' },
      })
      .default('GET')
      .describe('The request method: any token except `CONNECT`; it is sent in upper case.')
      .meta({ examples: ['POST', 'PROPFIND'] }),
    url: z
      .string()
      .min(1)
      .describe(
        'The absolute URL, `http` or `https`. User name and password in it are sent as basic authentication.',
      )
      .meta({ examples: ['https://example.com/'] }),
    headers: keyedObject({
      key: z.string().min(1),
      value: z.union([
        z.string().regex(/^[^\r\n]*$/, 'Line breaks are not allowed.'),
        z.number(),
        z.boolean(),
        z.null(),
      ]),
      max: 1000,
    })
      .default({})
      .describe(
        'Request headers by name; `null` leaves a header out, even one that is added by default. Values may use ' +
          '`{{ $secret("name") }}`. After a redirect to another origin, only `accept…`, `content-…` and ' +
          '`user-agent` are sent.',
      )
      .meta({ examples: [{ accept: 'application/json' }] }),
    auth: Auth.optional()
      .describe(
        'Credentials, which replace those in `headers` and in the URL; they are sent only to the origin of the ' +
          'URL. Values may use `{{ $secret("name") }}`.',
      )
      .meta({ examples: [{ type: 'bearer', token: '{{ $secret("TOKEN") }}' }] }),
    query: keyedObject({ key: z.string(), value: z.union([Scalar, z.array(Scalar).max(1000)]), max: 1000 })
      .default({})
      .describe(
        'Query parameters, added after the query of the URL, which is not changed. A list repeats its name, ' +
          '`null` is omitted. Values may use `{{ $secret("name") }}`; the URL itself may not.',
      )
      .meta({ examples: [{ page: 2, tag: ['a', 'b'] }] }),
    body: z
      .unknown()
      .optional()
      .describe(
        'The request body; none if missing or `null`. For `form` and `multipart` an object with the fields, in which a ' +
          'list repeats its name; a field of `multipart` may be a file: `{file, filename?, content_type?}`. For `file` ' +
          'the path of the file. It may use `{{ $secret("name") }}`.',
      )
      .meta({ examples: [{ name: 'Kim' }] }),
    body_type: z
      .enum(bodyTypes)
      .optional()
      .describe(
        'How to encode the body; also sets the content type unless `headers` does. ' +
          'Default: `text` for a string, `form` or `multipart` for an object whose content type says so, `json` for any other value. `file` ' +
          'sends a file of the selected folder.',
      )
      .meta({ examples: ['form'] }),
    response_type: z
      .enum(responseTypes)
      .default('auto')
      .describe(
        'How to pass on the body. `auto`: JSON as its value, text as a string, anything else as `{"base64": …}`, ' +
          'and an empty body as `null`. `json`: fails if the body is not JSON. `file`: saves the body of a 2xx ' +
          'answer and passes on the `{path, size}` of the file; other answers are passed on as with `auto`.',
      )
      .meta({ examples: ['text', 'file'] }),
    response_path: filePath('downloads/report.pdf')
      .optional()
      .describe(
        'With `response_type: file`, where to save the body in the selected folder. A file there is replaced.',
      ),
    follow_redirects: z
      .boolean()
      .default(true)
      .describe(
        'Whether the request follows redirects, up to five. Cookies that are set on the way are sent along. With ' +
          '`false`, a redirect is passed on like any other answer.',
      )
      .meta({ examples: [false] }),
    fail_on_status: z
      .boolean()
      .default(true)
      .describe('Whether the node fails with `HTTP_STATUS` when the status is 400 or higher.')
      .meta({ examples: [false] }),
    timeout_ms: z
      .int()
      .min(1)
      .max(3_600_000)
      .optional()
      .describe('Time limit of the whole exchange, redirects included. Default: 30 seconds.')
      .meta({ examples: [5000] }),
  })
  .refine(({ response_type, response_path }) => response_type !== 'file' || response_path !== undefined, {
    error: '`response_type: file` needs `response_path`',
    params: { problem: 'requires', values: { name: 'response_type: file', required: 'response_path' } },
  })
  .refine(({ response_type, response_path }) => response_type === 'file' || response_path === undefined, {
    error: '`response_path` needs `response_type: file`',
    params: { problem: 'requires', values: { name: 'response_path', required: 'response_type: file' } },
  })
  .superRefine(({ body, body_type }, context) => {
    const expected = expectedBody(body_type)
    const isExpected = expected === 'object' ? isRecord(body) : typeof body === 'string'
    if (expected && !isExpected)
      context.addIssue({ code: 'invalid_type', expected, input: body, path: ['body'] })
  })

function expectedBody(type: BodyType | undefined) {
  if (type === 'multipart') return 'object'
  return type === 'file' ? 'string' : undefined
}

export type HttpParameters = z.output<typeof Parameters>
