import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectral from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'

const source = JSON.stringify(await buildOpenApiDocument())

const examples = {
  'no-invalid-schema-examples': 'error',
  'no-invalid-media-type-examples': 'error',
  'no-invalid-parameter-examples': 'error',
} as const

/** Redocly compares neither defaults nor the examples of headers with their schemas, only the examples of schemas. */
const asSchemaExamples = (_: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if ('default' in value && 'type' in value) return { ...value, example: value.default }
  if ('example' in value && 'schema' in value) {
    return { ...value, schema: { ...Object(value.schema), example: value.example } }
  }
  return value
}

const redocly = async (text: string) => {
  const config = await createConfig({ extends: ['recommended'], rules: examples })
  const problems = await lintFromString({ source: text, config })
  return problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])
}

test('Redocly finds nothing to improve in the document', async () => {
  assert.deepEqual(await redocly(source), [])
})

test('defaults, and examples of headers, are valid', async () => {
  assert.deepEqual(await redocly(JSON.stringify(JSON.parse(source, asSchemaExamples))), [])
})

test('Spectral finds nothing to improve in the document', async () => {
  const linter = new spectral.Spectral()
  // By its own type the rule set is none: that lacks a field which it does not need.
  linter.setRuleset({
    extends: [[Object(rulesets.oas), 'recommended']],
    // It compiles the schema of each example anew, which takes ten times as long as Redocly, which checks the same.
    rules: { 'oas3-valid-schema-example': 'off', 'oas3-valid-media-example': 'off' },
  })
  const problems = await linter.run(source)
  assert.deepEqual(
    problems.map(({ code, message, path }) => [code, message, path.join('/')]),
    [],
  )
})
