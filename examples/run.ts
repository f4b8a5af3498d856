/** `npm run example -- NAME [--url URL]`: puts an example on a running server, runs it and shows the result. */
import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { ApiClient } from '../src/cli/api/client.ts'
import { sendTo } from '../src/cli/api/send.ts'
import { createProgress, reportExecution } from '../src/cli/commands/run/execution-report.ts'
import { runExample } from './example.ts'

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
  const execution = await runExample({
    api: new ApiClient(sendTo(values.url)),
    name,
    onNode: createProgress((line) => process.stderr.write(line)),
  })
  process.stdout.write(reportExecution(execution))
  return execution.status === 'completed' ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
