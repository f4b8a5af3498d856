const english: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const korean: Readonly<Record<string, string>> = {
  string: '문자열',
  number: '숫자',
  int: '정수',
  boolean: 'true 또는 false',
  array: '배열',
  object: '객체',
  record: '객체',
  null: 'null',
}

const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ')

export interface UnknownNames {
  readonly names: readonly string[]
  /** How many more there are. */
  readonly more: number
  /** The name that may be meant. */
  readonly meant: string | undefined
  /** All names that are allowed, where these are known. */
  readonly known: readonly string[]
  readonly belongs: keyof (typeof places)['en'] | undefined
}

/** Where names may belong that stand in the wrong place. */
const places = {
  en: {
    input: 'Put data for the script into "input".',
    parameters: 'What the type of the node takes goes into "parameters".',
    node: 'Fields that all nodes have stand beside "parameters", not in it.',
  },
  ko: {
    input: '스크립트에 전달할 데이터는 "input" 필드에 넣어 주십시오.',
    parameters: '노드 유형의 매개변수는 "parameters" 안에 넣어 주십시오.',
    node: '모든 노드에 공통인 필드는 "parameters" 안이 아니라 옆에 써야 합니다.',
  },
} as const

/** What is said of the issues of schemas, in each language. `kind` is a type's word or, if it has none, its name. */
export const words = {
  en: {
    kind: (type: string) => english[type] ?? type,
    or: (kinds: readonly string[]) => kinds.join(' or '),
    required: (name: string | undefined) =>
      name === undefined ? 'A value is required.' : `${JSON.stringify(name)} is required.`,
    type: (expected: string, received: string) => `Must be ${expected}, not ${received}.`,
    fields: (kind: string, names: readonly string[]) => `${kind} with the fields ${quoted(names)}`,
    empty: 'Must not be empty.',
    characters: (most: boolean, n: string) => `Must have at ${most ? 'most' : 'least'} ${n} characters.`,
    items: (most: boolean, n: string) => `Must have at ${most ? 'most' : 'least'} ${n} items.`,
    atMost: (n: string) => `Must be at most ${n}.`,
    below: (n: string) => `Must be less than ${n}.`,
    atLeast: (n: string) => `Must be at least ${n}.`,
    above: (n: string) => `Must be greater than ${n}.`,
    multiple: (n: string) => `Must be a multiple of ${n}.`,
    time: 'Must be a time such as 2026-11-23T18:00:00Z.',
    format: 'Does not have the required format.',
    oneOf: (values: string, meant: string | undefined) =>
      `Must be one of ${values}.${meant === undefined ? '' : ` Did you mean ${JSON.stringify(meant)}?`}`,
    only: (value: string) => `Must be ${value}.`,
    other: 'The value is not valid.',
    within: (place: string, text: string) => `${place}: ${text}`,
    unknown: ({ names, more, meant, known, belongs }: UnknownNames) => {
      const single = names.length === 1 && more === 0
      const start = `There ${single ? 'is no field' : 'are no fields'} ${quoted(names)}${more > 0 ? ` and ${more} more` : ''} here.`
      const place = belongs === undefined ? '' : ` ${places.en[belongs]}`
      if (meant !== undefined) return `${start} Did you mean ${JSON.stringify(meant)}?`
      return `${start}${place}${known.length > 0 ? ` The fields are ${quoted(known)}.` : ''}`
    },
  },
  ko: {
    kind: (type: string) => korean[type] ?? type,
    or: (kinds: readonly string[]) => kinds.join(' 또는 '),
    required: (name: string | undefined) =>
      name === undefined ? '값이 필요합니다.' : `${JSON.stringify(name)} 값이 필요합니다.`,
    type: (expected: string, received: string) => `필요한 형식: ${expected}, 받은 형식: ${received}`,
    fields: (kind: string, names: readonly string[]) => `${kind}(필드: ${quoted(names)})`,
    empty: '비어 있지 않아야 합니다.',
    characters: (most: boolean, n: string) =>
      most ? `최대 ${n}자까지 허용됩니다.` : `최소 ${n}자여야 합니다.`,
    items: (most: boolean, n: string) =>
      most ? `항목은 최대 ${n}개까지 허용됩니다.` : `항목이 최소 ${n}개여야 합니다.`,
    atMost: (n: string) => `${n} 이하여야 합니다.`,
    below: (n: string) => `${n} 미만이어야 합니다.`,
    atLeast: (n: string) => `${n} 이상이어야 합니다.`,
    above: (n: string) => `${n}보다 커야 합니다.`,
    multiple: (n: string) => `${n}의 배수여야 합니다.`,
    time: '2026-11-23T18:00:00Z 형식의 시각이어야 합니다.',
    format: '형식이 올바르지 않습니다.',
    oneOf: (values: string, meant: string | undefined) =>
      `다음 중 하나여야 합니다: ${values}.${meant === undefined ? '' : ` 혹시 ${JSON.stringify(meant)} 값을 쓰려고 하셨습니까?`}`,
    only: (value: string) => `다음 값이어야 합니다: ${value}.`,
    other: '값이 올바르지 않습니다.',
    within: (place: string, text: string) => `${place}: ${text}`,
    unknown: ({ names, more, meant, known, belongs }: UnknownNames) => {
      const start = `알 수 없는 필드입니다: ${quoted(names)}${more > 0 ? ` 외 ${more}개` : ''}.`
      const place = belongs === undefined ? '' : ` ${places.ko[belongs]}`
      if (meant !== undefined) return `${start} 혹시 ${JSON.stringify(meant)} 필드를 쓰려고 하셨습니까?`
      return `${start}${place}${known.length > 0 ? ` 사용할 수 있는 필드: ${quoted(known)}.` : ''}`
    },
  },
}

export type Words = (typeof words)['en']
