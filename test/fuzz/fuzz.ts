/** `npm run test:fuzz`: sends random requests, and checks each answer against what is published. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'
import { anyCharacter } from '../support/any-character.ts'
import { successOf } from '../support/contract/failures.ts'
import { createChecker, type Operation, operationsOf, pointerOf } from '../support/contract/operations.ts'
import { createWorld } from '../support/contract/world.ts'
import { broken, hostileValue } from './hostile.ts'
import { arbitraryOf, type Schema } from './schema-arbitrary.ts'

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 10_000)
/** From so many on, chance leaves no operation without a success and a refusal. */
const MANY = 10_000
const REQUESTS_PER_WORLD = 250

// Nothing runs for long enough here to be cancelled, or to be sent an event.
const RARELY_DONE: ReadonlySet<string> = new Set(['cancelExecution', 'sendExecutionEvent'])

const document = await buildOpenApiDocument()
// A profile takes the time that it records.
const operations = operationsOf(document).filter(({ id }) => id !== 'recordProfile')
const problemWith = createChecker(document)

const schemas: Readonly<Record<string, Schema>> = Object(document.components?.schemas)
const resolve = (ref: string): Schema => schemas[ref.split('/').at(-1) ?? ''] ?? {}

const mostlyFitting = (fitting: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 2, arbitrary: broken(fitting) })

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

// A header's value is a line of Latin-1, else it cannot be sent at all.
const asHeader = (value: unknown): string => asText(value).replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?')

// Dots alone would be another address, and nothing at all too.
const asPathPart = (value: unknown): string => asText(value).toWellFormed().replace(/^\.*$/, 'dots')

const parametersIn = ({ parameters }: Operation, place: string) =>
  parameters.flatMap((parameter) =>
    'in' in parameter && parameter.in === place
      ? [{ name: parameter.name, fitting: arbitraryOf(Object(parameter.schema), resolve) }]
      : [],
  )

/** Some of the operation's parameters; parts of the address that are left out are those of what exists. */
const written = (operation: Operation, place: string, write: (value: unknown) => string) => {
  const entries = parametersIn(operation, place).map(({ name, fitting }) =>
    fc.option(mostlyFitting(fitting)).map((value) => (value === null ? [] : [[name, write(value)] as const])),
  )
  return fc.oneof(
    fc.constant({}),
    fc.tuple(...entries).map((chosen) => Object.fromEntries(chosen.flat())),
  )
}

const bodyOf = (operation: Operation): fc.Arbitrary<unknown> => {
  const { requestBody } = operation
  if (!requestBody || !('content' in requestBody)) return fc.constant(undefined)
  const schema = Object(requestBody.content?.['application/json']?.schema)
  return fc.oneof(
    { weight: 6, arbitrary: mostlyFitting(arbitraryOf(schema, resolve)) },
    { weight: 6, arbitrary: mostlyFitting(fc.constant(successOf(operation).body ?? {})) },
    { weight: 1, arbitrary: hostileValue },
    { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 30 }) },
  )
}

/** Also one that names what exists, such as a file, which chance does not. */
const queryOf = (operation: Operation) =>
  fc.oneof(
    { weight: 4, arbitrary: written(operation, 'query', (value) => asText(value).toWellFormed()) },
    {
      weight: 1,
      arbitrary: fc.constant(Object.fromEntries(new URLSearchParams(successOf(operation).query))),
    },
  )

const rightCallOf = (operation: Operation) => {
  const { query, body } = successOf(operation)
  return {
    id: operation.id,
    params: {},
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: {},
    body,
  }
}

const callOf = (operation: Operation) =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        id: fc.constant(operation.id),
        params: written(operation, 'path', asPathPart),
        query: queryOf(operation),
        headers: written(operation, 'header', asHeader),
        body: bodyOf(operation),
      }),
    },
    // Chance alone rarely names what exists and also the version it has.
    { weight: 1, arbitrary: fc.constant(rightCallOf(operation)) },
  )

const world = (t: TestContext) =>
  createWorld(t, {
    BODY_LIMIT_BYTES: '1000000',
    EXECUTE_WAIT_MS: '20',
    EXECUTION_TIMEOUT_MS: '100',
    HTTP_NODE_TIMEOUT_MS: '50',
    CODE_TIMEOUT_MS: '50',
  })

const byId = new Map(operations.map((operation) => [operation.id, operation]))
const answersOf = new Map(operations.map(({ id }) => [id, new Set<string>()]))

test(`${REQUESTS} requests, right, borderline and wrong, are answered as it is published`, async (t) => {
  let current = await world(t)
  let sent = 0
  const call = fc.oneof(...operations.map((operation) => callOf(operation)))
  const property = fc.asyncProperty(call, async ({ id, params, query, headers, body }) => {
    const operation = byId.get(id)
    assert.ok(operation)
    if (++sent % REQUESTS_PER_WORLD === 0) {
      await current.close()
      current = await world(t)
    }
    const success = successOf(operation)
    const call = { params: { ...success.params, ...params }, query: new URLSearchParams(query).toString() }
    const answer = await current.send(operation, { ...success, ...call, headers, body })
    answersOf.get(operation.id)?.add(answer.status < 400 ? 'done' : 'refused')
    const about = `${operation.id} ${answer.status} ${answer.text.slice(0, 1000)}`
    assert.ok(answer.status < 500, about)
    const published = operation.responses[answer.status]
    assert.ok(published, `not published: ${about}`)
    const [[type] = ['']] = Object.entries(published.content ?? {})
    const schema = published.pointer + pointerOf('content', type, 'schema')
    if (type === 'application/json') assert.equal(problemWith(schema, answer.json), undefined, about)
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false, about)
  })
  await fc.assert(property, { numRuns: REQUESTS, endOnFailure: true })

  if (REQUESTS < MANY) return
  for (const operation of operations) {
    assert.ok(
      RARELY_DONE.has(operation.id) || answersOf.get(operation.id)?.has('done'),
      `${operation.id} never succeeded`,
    )
    const takesInput = operation.parameters.length > 0 || operation.requestBody
    if (takesInput) assert.ok(answersOf.get(operation.id)?.has('refused'), `${operation.id} never refused`)
  }
})
