import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { matchesText, matchesValue, parseShown } from '../support/docs/answers.ts'
import { type Document, readDocuments } from '../support/docs/documents.ts'
import { generalText, generalValue } from '../support/docs/general.ts'
import { runSteps, type Step, stepsOf } from '../support/docs/shell.ts'

const hasCurl = await promisify(execFile)('curl', ['--version']).then(
  () => true,
  () => false,
)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isShown = ({ answer: { language, content } }: Step, real: string): boolean =>
  language === 'json'
    ? matchesValue(generalValue(parseShown(content)), generalValue(parse(real) ?? null))
    : matchesText(generalText(content), generalText(real.replace(/\n?$/, '\n')))

const check = ({ path }: Document, step: Step, real: string): void => {
  const place = `${path}:${step.command.line}`
  assert.ok(
    isShown(step, real),
    `${place}\n${step.command.content}\nanswered\n${real}\nnot\n${step.answer.content}`,
  )
}

const documents = readDocuments()
  .map((document) => ({ document, steps: stepsOf(document) }))
  .filter(({ steps }) => steps.length > 0)

test('documents show commands with their answers', () => {
  assert.ok(documents.flatMap(({ steps }) => steps).length >= 30)
})

// A test each, because the time limit is that of a test.
for (const { document, steps } of documents) {
  test(`the commands of ${document.path} answer as shown`, { skip: !hasCurl && 'needs curl' }, async (t) => {
    const answers = await runSteps(t, steps)
    for (const [index, step] of steps.entries()) check(document, step, answers[index] ?? '')
  })
}
