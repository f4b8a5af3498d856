import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { z } from '@hono/zod-openapi'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'
import { StatsIncrement } from '../../src/features/dashboard/schema.ts'
import { ScriptNode } from '../../src/features/scripts/graph/schema.ts'
import { NewScript } from '../../src/features/scripts/schema.ts'
import { SecretValue } from '../../src/features/secrets/schema.ts'
import { SettingsReplacement } from '../../src/features/settings/schema.ts'
import { createChecker, pointerOf } from '../support/contract/operations.ts'

const document = await buildOpenApiDocument()
const problemWith = createChecker(document)

interface Field {
  readonly schema: z.ZodType
  readonly component: string
  readonly body: (text: string) => unknown
}

const fields: Readonly<Record<string, Field>> = {
  'a name of a script': { schema: NewScript, component: 'NewScript', body: (name) => ({ name }) },
  'a description': {
    schema: NewScript,
    component: 'NewScript',
    body: (description) => ({ name: 'a', description }),
  },
  'an id of a node': { schema: ScriptNode, component: 'Node', body: (id) => ({ id, type: 'start' }) },
  'a name of a node': {
    schema: ScriptNode,
    component: 'Node',
    body: (name) => ({ id: 'a', type: 'start', name }),
  },
  'a secret': { schema: SecretValue, component: 'SecretValue', body: (value) => ({ value }) },
  'a key of a setting': {
    schema: SettingsReplacement,
    component: 'SettingsReplacement',
    body: (key) => ({ settings: { [key]: 1 } }),
  },
  'a key of a statistic': {
    schema: StatsIncrement,
    component: 'StatsIncrement',
    body: (key) => ({ deltas: { [key]: 1 } }),
  },
}

const texts = [
  '',
  ' ',
  '.',
  '..',
  '...',
  '.a',
  'a.',
  'a',
  'a b',
  'seven77',
  ' seven77 ',
  'eight888',
  'line\none and two',
  'tab\tand more',
  'escape\u001b and more',
  'delete\u007f and more',
  'next\u0085 and more',
  'NUL\0 and more',
  'form\f feed and more',
  ...[7, 8, 50, 51, 99, 100, 101, 200, 201, 500, 501, 2000, 2001].flatMap((length) => [
    'a'.repeat(length),
    '😀'.repeat(length),
  ]),
]

for (const [name, { schema, component, body }] of Object.entries(fields)) {
  test(`${name} is accepted if and only if its published schema accepts it`, () => {
    const pointer = pointerOf('components', 'schemas', component)
    for (const text of texts) {
      const { success } = schema.safeParse(body(text))
      assert.equal(success, problemWith(pointer, body(text)) === undefined, JSON.stringify(text.slice(0, 40)))
    }
  })
}

test('integers are accepted up to 2^53 - 1, as published', () => {
  const pointer = pointerOf('components', 'schemas', 'StatsIncrement')
  for (const delta of [2 ** 53 - 1, 2 ** 53, 1 - 2 ** 53, -(2 ** 53), 1.5, 0]) {
    const body = { deltas: { a: delta } }
    assert.equal(
      StatsIncrement.safeParse(body).success,
      problemWith(pointer, body) === undefined,
      String(delta),
    )
  }
})
