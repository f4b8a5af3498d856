import { type ErrorCode, isErrorCode } from '../../domain/errors.ts'
import type { Catalogue } from '../messages/text.ts'
import { errorExample } from '../response/error-example.ts'
import { type Document, operationsOf } from './operations.ts'

type Components = NonNullable<Document['components']>
type Failures = Required<Pick<Components, 'responses' | 'examples'>>

/** What any operation may answer with several codes, by the codes; the name must outlive further codes. */
const SHARED_GROUPS: ReadonlyMap<string, string> = new Map([
  ['FORBIDDEN, HOST_REFUSED, ORIGIN_REFUSED', 'Forbidden'],
  ['MALFORMED_JSON, MALFORMED_REQUEST', 'BadRequest'],
])

const titleCase = (code: string): string =>
  code.replaceAll(/([A-Z])([A-Z]*)_?/g, (_, first, rest) => first + rest.toLowerCase())

/** A short name that stays; `undefined` for a response that only its operation has. */
const sharedName = (codes: string): string | undefined =>
  isErrorCode(codes) ? titleCase(codes) : SHARED_GROUPS.get(codes)

/**
 * Gives each error response an example for each of its codes, and replaces those that operations have in common by
 * references. Returns the shared responses and examples by name.
 */
export const shareFailures = (document: Document, texts: Catalogue): Failures => {
  const shared: Failures = { responses: {}, examples: {} }
  for (const { responses = {} } of operationsOf(document)) {
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400) continue
      const codes: readonly ErrorCode[] = response.description.split(', ').filter(isErrorCode)
      for (const code of codes) shared.examples[code] = { value: errorExample(code, texts) }
      const examples = Object.fromEntries(
        codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
      )
      const content = { 'application/json': { ...response.content?.['application/json'], examples } }
      const name = sharedName(response.description)
      responses[status] =
        name === undefined ? { ...response, content } : { $ref: `#/components/responses/${name}` }
      if (name !== undefined) shared.responses[name] = { ...response, content }
    }
  }
  return shared
}
