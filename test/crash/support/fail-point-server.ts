import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { openApplication } from '../../../src/app/lifecycle.ts'
import { parseConfig } from '../../../src/config/config.ts'
import { openDatabase } from '../../../src/db/client.ts'
import { listen } from '../../../src/http/server/server.ts'
import { createLogger } from '../../../src/logging/logger.ts'
import { FailingDatabase } from './failing-database.ts'

const config = parseConfig(process.env)
const logger = createLogger(config.log)
const [name = '', count = '1'] = process.argv[2]?.split(':') ?? []

const application = await openApplication({
  config,
  logger,
  owner: { holder: { host: hostname(), pid: process.pid, id: randomUUID() }, isAlive: () => false },
  open: async (options, context) => {
    const { client } = await openDatabase(options, context)
    return new FailingDatabase(client, { name, count: Number(count) })
  },
})
const { url } = await listen(application.app, config.http)
await application.start()
logger.info({ url }, 'listening')
