import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allNodeTypes } from '../../../src/engine/node-types/registry.ts'
import { describeParameters } from '../../../src/features/catalogue/describe-parameters.ts'
import { type Field, fieldsOf } from '../../../src/web/form/fields.ts'
import { labelOf } from '../../../src/web/form/labels.ts'

/** The names that a form shows: those of fields, and of the kinds of value to choose from. */
const shownNames = ({ name, control, constant }: Field): string[] => {
  if (constant !== undefined) return []
  if (control.kind === 'group') return [name, ...control.fields.flatMap(shownNames)]
  return control.kind === 'variants' ? [name, ...control.variants.flatMap(shownNames)] : [name]
}

for (const type of allNodeTypes) {
  test(`each field of ${type.type} has a Korean name in forms and a control that fits`, () => {
    const fields = fieldsOf(describeParameters(type))
    const untranslated = fields
      .flatMap(shownNames)
      .filter((name) => !/\p{Script=Hangul}|JSON|URL/u.test(labelOf(name, 'ko')))
    assert.deepEqual(untranslated, [])
    const verbatim = fields.filter(({ name }) => type.verbatim?.includes(name))
    const controls = verbatim.map(({ control }) => control.kind)
    assert.deepEqual(
      controls.filter((kind) => kind !== 'script' && kind !== 'variants'),
      [],
      'what takes no {{ }} is edited as code',
    )
  })
}
