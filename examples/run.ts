/** `npm run example -- NAME [--url URL]`: puts an example on a running server, runs it and shows what became of it. */
import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { Api } from './runner/api.ts'
import { runExample } from './runner/example.ts'
import { placeOf, toTable } from './runner/table.ts'

const USUAL_URL = 'http://127.0.0.1:8000'

const names = globSync('*/example.json', { cwd: import.meta.dirname })
  .map(dirname)
  .sort()

const usage = `usage: npm run example -- NAME [--url ${USUAL_URL}]\nexamples: ${names.join(', ')}`

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string', default: USUAL_URL } },
  })
  const [name = ''] = positionals
  if (!names.includes(name)) {
    console.error(usage)
    return 2
  }
  let finished = 0
  const execution = await runExample({
    api: new Api(values.url),
    name,
    onNode: (node) => console.error(`${String(++finished).padStart(4)} ${placeOf(node)} ${node.status}`),
  })
  console.log(toTable(execution.results))
  console.log(`\n${execution.id} ${execution.status} in ${execution.duration_ms} ms`)
  console.log(JSON.stringify(execution.error ?? execution.output, null, 2))
  return execution.status === 'completed' ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  // What fetch throws says the reason in its cause only.
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  console.error(cause instanceof Error ? `${message}: ${cause.message}` : message)
  process.exitCode = 1
}
