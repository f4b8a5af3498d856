import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { issueText, noteFields } from '../../../src/domain/issues/issue-text.ts'

const Schema = z.strictObject({
  url: z.string().min(1).max(5).optional(),
  code: z.string().min(2).optional(),
  size: z.int().min(2).max(9).optional(),
  ratio: z.number().gt(0).lt(1).optional(),
  step: z.number().multipleOf(5).optional(),
  isOpen: z.boolean().optional(),
  tags: z.array(z.string()).min(1).max(2).optional(),
  method: z.enum(['GET', 'POST']).optional(),
  kind: z.literal('a').optional(),
  at: z.iso.datetime().optional(),
  name: z.string().regex(/^a/).optional(),
  own: z.string().regex(/^a/, 'Must begin with a.').optional(),
  either: z.union([z.string(), z.number(), z.null()]).optional(),
  list: z.union([z.string().max(2), z.array(z.int())]).optional(),
  place: z.strictObject({ x: z.number(), y: z.number() }).optional(),
  auth: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('basic') }),
      z.strictObject({ type: z.enum(['bearer', 'token']) }),
    ])
    .optional(),
})

const textsOf = (value: unknown, locale: 'en' | 'ko', schema: z.ZodType = Schema): string[] =>
  schema
    .safeParse(value, { error: noteFields, reportInput: true })
    .error?.issues.map((issue) => issueText({ issue, input: issue.input }, locale)) ?? []

for (const [value, en, ko] of [
  [{ url: 5 }, 'Must be a string, not a number.', '필요한 형식: 문자열, 받은 형식: 숫자'],
  [{ url: null }, 'Must be a string, not null.', '필요한 형식: 문자열, 받은 형식: null'],
  [{ url: '' }, 'Must not be empty.', '비어 있지 않아야 합니다.'],
  [{ url: 'abcdef' }, 'Must have at most 5 characters.', '최대 5자까지 허용됩니다.'],
  [{ code: 'a' }, 'Must have at least 2 characters.', '최소 2자여야 합니다.'],
  [{ size: 1.5 }, 'Must be a whole number, not 1.5.', '필요한 형식: 정수, 받은 형식: 1.5'],
  [{ size: '1' }, 'Must be a number, not a string.', '필요한 형식: 숫자, 받은 형식: 문자열'],
  [{ size: '9007199254740993' }, 'Must be at most 9007199254740991.', '9007199254740991 이하여야 합니다.'],
  [
    { ratio: '-9007199254740993' },
    'Must be at least -9007199254740991.',
    '-9007199254740991 이상이어야 합니다.',
  ],
  [
    { auth: { type: 'basik' } },
    'Must be one of "basic", "bearer", "token". Did you mean "basic"?',
    '다음 중 하나여야 합니다: "basic", "bearer", "token". 혹시 "basic" 값을 쓰려고 하셨습니까?',
  ],
  [{ auth: {} }, '"type" is required.', '"type" 값이 필요합니다.'],
  [{ size: 1 }, 'Must be at least 2.', '2 이상이어야 합니다.'],
  [{ size: 10 }, 'Must be at most 9.', '9 이하여야 합니다.'],
  [{ ratio: 0 }, 'Must be greater than 0.', '0보다 커야 합니다.'],
  [{ ratio: 1 }, 'Must be less than 1.', '1 미만이어야 합니다.'],
  [{ step: 3 }, 'Must be a multiple of 5.', '5의 배수여야 합니다.'],
  [
    { isOpen: 'yes' },
    'Must be true or false, not a string.',
    '필요한 형식: true 또는 false, 받은 형식: 문자열',
  ],
  [{ tags: {} }, 'Must be an array, not an object.', '필요한 형식: 배열, 받은 형식: 객체'],
  [{ tags: [] }, 'Must not be empty.', '비어 있지 않아야 합니다.'],
  [{ tags: ['a', 'b', 'c'] }, 'Must have at most 2 items.', '항목은 최대 2개까지 허용됩니다.'],
  [
    { method: 'get' },
    'Must be one of "GET", "POST". Did you mean "GET"?',
    '다음 중 하나여야 합니다: "GET", "POST". 혹시 "GET" 값을 쓰려고 하셨습니까?',
  ],
  [{ method: 7 }, 'Must be one of "GET", "POST".', '다음 중 하나여야 합니다: "GET", "POST".'],
  [{ kind: 'b' }, 'Must be "a".', '다음 값이어야 합니다: "a".'],
  [
    { at: 'tomorrow' },
    'Must be a time such as 2026-11-23T18:00:00Z.',
    '2026-11-23T18:00:00Z 형식의 시각이어야 합니다.',
  ],
  [{ name: 'b' }, 'Does not have the required format.', '형식이 올바르지 않습니다.'],
  [{ own: 'b' }, 'Must begin with a.', '형식이 올바르지 않습니다.'],
  [
    { either: [] },
    'Must be a string or a number or null, not an array.',
    '필요한 형식: 문자열 또는 숫자 또는 null, 받은 형식: 배열',
  ],
  [{ list: 'abc' }, 'Must have at most 2 characters.', '최대 2자까지 허용됩니다.'],
  [{ list: [1.5] }, '0: Must be a whole number, not 1.5.', '0: 필요한 형식: 정수, 받은 형식: 1.5'],
  [{ place: { x: 1 } }, '"y" is required.', '"y" 값이 필요합니다.'],
  [
    { place: 'left' },
    'Must be an object with the fields "x", "y", not a string.',
    '필요한 형식: 객체(필드: "x", "y"), 받은 형식: 문자열',
  ],
  [
    { place: { x: 1, y: 2, z: 3 } },
    'There is no field "z" here. The fields are "x", "y".',
    '알 수 없는 필드입니다: "z". 사용할 수 있는 필드: "x", "y".',
  ],
  [
    { mehtod: 'GET' },
    'There is no field "mehtod" here. Did you mean "method"?',
    '알 수 없는 필드입니다: "mehtod". 혹시 "method" 필드를 쓰려고 하셨습니까?',
  ],
] as const) {
  test(`${JSON.stringify(value)} is explained in both languages`, () => {
    assert.deepEqual(textsOf(value, 'en'), [en])
    assert.deepEqual(textsOf(value, 'ko'), [ko])
  })
}

test('data that is sent without its wrapper is to be put into the field input', () => {
  const Request = z.strictObject({ input: z.unknown().optional(), timeout_ms: z.int().optional() })
  assert.deepEqual(textsOf({ id: 1, items: [] }, 'en', Request), [
    'There are no fields "id", "items" here. Put data for the script into "input". The fields are "input", "timeout_ms".',
  ])
  assert.match(textsOf({ id: 1 }, 'ko', Request)[0] ?? '', /"input" 필드에 넣어 주십시오/)
})

test('only some of many unknown fields are named', () => {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 1]))
  const [text = ''] = textsOf(many, 'en', z.strictObject({}))
  assert.match(text, /^There are no fields "f0", .*"f49" and 9950 more here\.$/)
})
