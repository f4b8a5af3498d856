/** The flow of the script `fourNodes` in Node-RED, embedded as its documentation shows. It stores nothing. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import RED from 'node-red'

const { PORT } = process.env

const change = (id: string, rule: object, next: string) => ({
  id,
  z: 'tab',
  type: 'change',
  rules: [{ t: 'set', pt: 'msg', ...rule }],
  wires: [[next]],
})

const SUM = '{ "total": $sum(payload.input.items.(price * quantity)) }'

const flow = [
  { id: 'tab', type: 'tab', label: 'Order totals' },
  { id: 'ready', z: 'tab', type: 'http in', url: '/readyz', method: 'get', wires: [['answer']] },
  { id: 'start', z: 'tab', type: 'http in', url: '/execute', method: 'post', wires: [['sum']] },
  change('sum', { p: 'payload', to: SUM, tot: 'jsonata' }, 'is_large'),
  {
    id: 'is_large',
    z: 'tab',
    type: 'switch',
    property: 'payload.total',
    propertyType: 'msg',
    rules: [{ t: 'gt', v: '100', vt: 'num' }, { t: 'else' }],
    wires: [['set'], ['answer']],
  },
  change('set', { p: 'payload.large', to: 'true', tot: 'bool' }, 'answer'),
  { id: 'answer', z: 'tab', type: 'http response', wires: [] },
]

writeFileSync('flows.json', JSON.stringify(flow))

const server = createServer((request, response) => RED.httpNode(request, response))
RED.init(server, {
  uiHost: '127.0.0.1',
  uiPort: Number(PORT),
  userDir: process.cwd(),
  flowFile: 'flows.json',
  httpAdminRoot: false,
  httpNodeRoot: '/',
  credentialSecret: false,
})
await RED.start()
server.listen(Number(PORT), '127.0.0.1')
