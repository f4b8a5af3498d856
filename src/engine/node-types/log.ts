import { z } from 'zod'
import { toText } from '../expressions/template.ts'
import { defineNodeType } from '../node-type.ts'
import { textual } from './fields.ts'

/** More would let one request fill the disk of the log. */
const MAX_CHARACTERS = 10_000

const shortened = (text: string): string =>
  text.length > MAX_CHARACTERS
    ? `${text.slice(0, MAX_CHARACTERS)}… (${text.length - MAX_CHARACTERS} more characters)`
    : text

export const logType = defineNodeType({
  type: 'log',
  kind: 'task',
  title: 'Log',
  description:
    'Writes a line to the server’s log, with the ids of the execution and the node, and to the result of the node, and passes its input on unchanged.',
  effects: false,
  ports: ['out'],
  parameters: z.strictObject({
    message: textual
      .describe(
        'The text. Values other than strings are written as JSON. It is cut after 10,000 characters, and not ' +
          'redacted, so keep secrets out.',
      )
      .meta({ examples: ['{{ $count(input.orders) }} orders'] }),
    level: z
      .enum(['debug', 'info', 'warn', 'error'])
      .default('info')
      .describe('The log level. The server drops lines below its own level.')
      .meta({ examples: ['warn'] }),
  }),
  example: {
    parameters: { message: '{{ $count(input.orders) }} orders', level: 'info' },
    input: { orders: [1, 2] },
    output: { orders: [1, 2] },
  },
  run({ message, level }, { scope, services, location, log }) {
    const { id, script_id } = scope.execution
    const { node_id, path } = location
    const text = shortened(toText(message))
    services.logger[level]({ execution_id: id, script_id, node_id, ...(path && { path }) }, text)
    log([{ level, message: text }])
    return { output: scope.input }
  },
})
