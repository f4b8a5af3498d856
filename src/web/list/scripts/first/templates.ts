import type { components } from '../../../../../examples/client/api.d.ts'
import type { Text } from '../../../lib/locale.ts'

type NewScript = components['schemas']['NewScript']

export interface Template {
  readonly id: string
  readonly title: Text
  readonly hint: Text
  readonly input: unknown
  readonly script: Omit<NewScript, 'name'>
}

/** First scripts, which run at once with their inputs and need nothing outside of the server. */
export const templates: readonly Template[] = [
  {
    id: 'totals',
    title: { en: 'Add up an order', ko: '주문 합계 내기' },
    hint: {
      en: 'Computes a total with an expression, and takes another way for large orders.',
      ko: '표현식으로 합계를 내고, 금액이 크면 다른 길로 갑니다.',
    },
    input: {
      id: 7,
      items: [
        { name: 'Chair', price: 40, quantity: 3 },
        { name: 'Lamp', price: 25, quantity: 1 },
      ],
    },
    script: {
      nodes: [
        { id: 'start', type: 'start', position: { x: 0, y: 80 } },
        {
          id: 'total',
          type: 'transform',
          name: 'Total',
          position: { x: 260, y: 80 },
          parameters: { expression: '$sum(input.items.(price * quantity))' },
        },
        {
          id: 'is_large',
          type: 'condition',
          name: 'Over 100?',
          position: { x: 520, y: 80 },
          parameters: { expression: 'input > 100' },
        },
        {
          id: 'note',
          type: 'log',
          name: 'Note it',
          position: { x: 780, y: 0 },
          parameters: { message: 'Large order {{ params.id }}: {{ nodes.total }}', level: 'info' },
        },
        {
          id: 'end',
          type: 'end',
          position: { x: 1040, y: 80 },
          parameters: { output: { order: '{{ params.id }}', total: '{{ nodes.total }}' } },
        },
      ],
      connections: {
        start: [{ target: 'total' }],
        total: [{ target: 'is_large' }],
        is_large: [
          { target: 'note', output: 'true' },
          { target: 'end', output: 'false' },
        ],
        note: [{ target: 'end' }],
      },
    },
  },
  {
    id: 'loop',
    title: { en: 'Work through a list', ko: '목록 하나씩 처리하기' },
    hint: {
      en: 'Runs a small step for each item, several at a time, and collects the results in order.',
      ko: '항목마다 작은 단계를 여러 개씩 함께 실행하고, 결과를 순서대로 모읍니다.',
    },
    input: { names: ['Ada', 'Grace', 'Katherine', 'Margaret', '지수'] },
    script: {
      nodes: [
        { id: 'start', type: 'start', position: { x: 0, y: 80 } },
        {
          id: 'each_name',
          type: 'for_each',
          name: 'Each name',
          position: { x: 260, y: 80 },
          parameters: { items: 'params.names', concurrency: 2 },
        },
        {
          id: 'pause',
          type: 'wait',
          name: 'A moment',
          position: { x: 520, y: 0 },
          parameters: { ms: 600 },
        },
        {
          id: 'greet',
          type: 'transform',
          name: 'Greet',
          position: { x: 780, y: 0 },
          parameters: { expression: '"Hello, " & input & "!"' },
        },
        {
          id: 'end',
          type: 'end',
          position: { x: 780, y: 180 },
          parameters: { output: '{{ nodes.each_name }}' },
        },
      ],
      connections: {
        start: [{ target: 'each_name' }],
        each_name: [
          { target: 'pause', output: 'each' },
          { target: 'end', output: 'done' },
        ],
        pause: [{ target: 'greet' }],
      },
    },
  },
  {
    id: 'code',
    title: { en: 'Check data with code', ko: '코드로 데이터 검사하기' },
    hint: {
      en: 'Runs JavaScript in a sandbox, prints to its console, and goes on when something is wrong.',
      ko: '샌드박스에서 JavaScript를 실행해 콘솔에 남기고, 잘못된 것이 있어도 이어 갑니다.',
    },
    input: {
      people: [
        { name: 'Ada', email: 'ada@example.com' },
        { name: 'Bob', email: 'bob.example.com' },
      ],
    },
    script: {
      nodes: [
        { id: 'start', type: 'start', position: { x: 0, y: 80 } },
        {
          id: 'check',
          type: 'code',
          name: 'Check addresses',
          position: { x: 260, y: 80 },
          on_error: 'continue',
          parameters: {
            code: [
              'const wrong = input.people.filter(({ email }) => !/^[^@\\s]+@[^@\\s]+$/.test(email))',
              "for (const { name, email } of wrong) console.log(name + ' has no address: ' + email)",
              "if (wrong.length === input.people.length) throw new Error('no address is right')",
              'return { checked: input.people.length, wrong }',
            ].join('\n'),
          },
        },
        {
          id: 'report',
          type: 'end',
          name: 'Report',
          position: { x: 520, y: 0 },
          parameters: { output: '{{ nodes.check }}' },
        },
        {
          id: 'refused',
          type: 'end',
          name: 'Nothing to use',
          position: { x: 520, y: 180 },
          parameters: { output: '{{ input.error }}' },
        },
      ],
      connections: {
        start: [{ target: 'check' }],
        check: [{ target: 'report' }, { target: 'refused', output: 'error' }],
      },
    },
  },
]
