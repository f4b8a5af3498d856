import type { Row } from './row.ts'

export const OTHERS: readonly Row[] = [
  ['now', 'picture?, zone?', 'The time of the evaluation in ISO 8601, or as a picture shows it.', '$now()'],
  ['millis', '', 'The time of the evaluation in milliseconds since 1970.', '$millis()'],
  [
    'fromMillis',
    'millis, picture?, zone?',
    'Milliseconds since 1970 in ISO 8601, or as a picture shows them.',
    '$fromMillis(0, "[Y]-[M01]")',
    '1970-01',
  ],
  [
    'toMillis',
    'text, picture?',
    'The milliseconds since 1970 of a time in ISO 8601, or as a picture shows it.',
    '$toMillis("1970-01-02")',
    86400000,
  ],
  ['boolean', 'value', 'Whether a value counts as true.', '$boolean([0])', false],
  ['not', 'value', 'Whether a value counts as false.', '$not(0)', true],
  ['exists', 'value', 'Whether there is a value, be it `null`.', '$exists(null)', true],
  [
    'type',
    'value',
    'The type of a value: `null`, `number`, `string`, `boolean`, `array`, `object` or `function`.',
    '$type([])',
    'array',
  ],
  ['eval', 'text, context?', 'The value of an expression that is a text.', '$eval("1 + 2")', 3],
  ['error', 'message?', 'Fails with a message.', 'true ? "fine" : $error("wrong")', 'fine'],
  [
    'assert',
    'condition, message?',
    'Fails with a message unless a condition is true.',
    '$assert(1 < 2, "wrong")',
  ],
]
