import assert from 'node:assert/strict'
import { type Answer, errorOf } from '../http/client.ts'
import type { ContractCase } from './cases.ts'
import { type Checker, type Document, type Operation, type PublishedAnswer, pointerOf } from './operations.ts'

/** The error codes that an operation publishes for a status. */
export const codesOf = (answer: PublishedAnswer | undefined): string[] =>
  Object.values(answer?.content ?? {}).flatMap(({ examples }) => Object.keys(examples ?? {}))

/** Asserts that the headers of an answer are those of the document, where the ones that may be missing say so. */
const createHeaderCheck = ({ components }: Document) => {
  const headers: Readonly<Record<string, { readonly required?: boolean }>> = Object(components?.headers)
  const mayBeMissing = (name: string) => headers[name]?.required === false
  return ({ headers: published = {} }: PublishedAnswer, sent: Headers, about: string): void => {
    const missing = Object.keys(published).filter((name) => !sent.has(name) && !mayBeMissing(name))
    const optional = Object.keys(headers).filter(mayBeMissing)
    const unpublished = optional.filter((name) => sent.has(name) && !(name in published))
    assert.deepEqual([missing, unpublished], [[], []], about)
  }
}

/** Asserts that an answer is the one that was expected, and that all of it and of what was sent is published. */
export const createPublishedCheck = (document: Document, problemWith: Checker) => {
  const checkHeaders = createHeaderCheck(document)
  return ({ id, pointer, responses, requestBody }: Operation, call: ContractCase, answer: Answer): void => {
    const { status, headers, json, text } = answer
    const about = `${id} ${JSON.stringify(call).slice(0, 200)}: ${text.slice(0, 500)}`
    assert.equal(status, call.status, about)
    const response = responses[status]
    assert.ok(response, `${id} does not publish ${status}`)
    checkHeaders(response, headers, about)
    const [[type] = ['']] = Object.entries(response.content ?? {})
    assert.equal((headers.get('Content-Type') ?? '').split(';')[0], type, about)
    if (type === '') {
      assert.equal(text, '')
      return
    }
    const schema = response.pointer + pointerOf('content', type, 'schema')
    assert.equal(problemWith(schema, json), undefined, about)
    if (status < 300 && call.body !== undefined) {
      const [sentType = ''] = Object.keys(Object(requestBody).content ?? {})
      const sent = pointer + pointerOf('requestBody', 'content', sentType, 'schema')
      assert.equal(problemWith(sent, call.body), undefined, about)
    }
    if (status < 400) return
    const { error_code: code, request_id: requestId } = errorOf(answer)
    if (call.code !== undefined) assert.equal(code, call.code, about)
    assert.equal(requestId, headers.get('X-Request-Id'))
    assert.ok(codesOf(response).includes(code), `${id} does not publish ${code}`)
  }
}
