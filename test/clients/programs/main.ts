/** The main job through the client that @hey-api/openapi-ts generates. */
import { client } from './client/client.gen.ts'
import {
  createScript,
  deleteScript,
  executeScript,
  getExecution,
  getScript,
  listScripts,
} from './client/sdk.gen.ts'
import type { ExecuteRequest, NewScript } from './client/types.gen.ts'

client.setConfig({ baseUrl: process.argv[2] ?? '' })
let stdin = ''
for await (const chunk of process.stdin) stdin += chunk
const job: { script: NewScript; input: ExecuteRequest['input'] } = JSON.parse(stdin)

const throwOnError = true
const { data: created } = await createScript({ body: job.script, throwOnError })
const path = { script_id: created.data.id }
const { data: executed } = await executeScript({ path, body: { input: job.input }, throwOnError })
const { data: read } = await getExecution({ path: { execution_id: executed.data.id }, throwOnError })
const { data: listed } = await listScripts({ query: { q: job.script.name }, throwOnError })
await deleteScript({ path, throwOnError })
const missing = await getScript({ path })

process.stdout.write(
  JSON.stringify({
    status: read.data.status,
    output: read.data.output,
    nodes: read.data.results.map(({ status }) => status),
    listed: listed.data.map(({ name }) => name),
    error: missing.error?.error_code,
  }),
)
