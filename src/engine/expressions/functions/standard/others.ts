import type { Row } from './row.ts'

export const OTHERS: readonly Row[] = [
  [
    'now',
    'picture?, zone?',
    'The time of the evaluation in ISO 8601, or in the format of a picture.',
    '$now()',
  ],
  ['millis', '', 'The time of the evaluation in milliseconds since 1970.', '$millis()'],
  [
    'fromMillis',
    'millis, picture?, zone?',
    'Milliseconds since 1970 as a time in ISO 8601, or in the format of a picture.',
    '$fromMillis(0, "[Y]-[M01]")',
    '1970-01',
  ],
  [
    'toMillis',
    'text, picture?',
    'The milliseconds since 1970 of a time in ISO 8601, or in the format of a picture.',
    '$toMillis("1970-01-02")',
    86400000,
  ],
  ['boolean', 'value', 'Whether a value counts as true.', '$boolean([0])', false],
  ['not', 'value', 'Whether a value counts as false.', '$not(0)', true],
  ['exists', 'value', 'Whether there is a value, which may be `null`.', '$exists(null)', true],
  [
    'type',
    'value',
    'The type of a value: `null`, `number`, `string`, `boolean`, `array`, `object` or `function`.',
    '$type([])',
    'array',
  ],
  ['eval', 'text, context?', 'The value of an expression given as a string.', '$eval("1 + 2")', 3],
  ['error', 'message?', 'Fails with a message.', 'true ? "fine" : $error("wrong")', 'fine'],
  [
    'assert',
    'condition, message?',
    'Fails with a message unless a condition is true.',
    '$assert(1 < 2, "wrong")',
  ],
]
