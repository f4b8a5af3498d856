import { randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import { parseConfig } from '../config/config.ts'
import { openDatabase } from '../db/client.ts'
import { openApiDocument } from '../http/openapi/document.ts'
import { systemClock } from '../lib/time/clock.ts'
import { createLogger } from '../logging/logger.ts'
import { composeServer, type Server } from './compose.ts'
import { unknownOwner } from './lifecycle.ts'
import { texts } from './texts.ts'

/** Lends all routes over an empty database in memory, without a server and without touching a file. */
export const withUnservedApp = async <T>(use: (app: Server['app']) => T): Promise<T> => {
  await using resources = new AsyncDisposableStack()
  const database = await openDatabase({ url: ':memory:', synchronous: 'OFF' })
  resources.defer(() => database.close())
  const { app } = composeServer({
    config: parseConfig({}),
    logger: createLogger({ level: 'silent' }),
    clock: systemClock,
    random: Math.random,
    owner: unknownOwner(),
    operatorToken: randomUUID(),
    self: { command: 'scriptd', args: [] },
    metrics: new Registry(),
    migrations: [],
    authorities: [],
    tracing: undefined,
    database,
    leadership: { isLeader: false },
    duty: { isLeader: false },
    hosts: undefined,
    fence: undefined,
    writesInThread: false,
    resources,
  })
  return use(app)
}

/** The OpenAPI document of all routes. */
export const buildOpenApiDocument = () => withUnservedApp((app) => openApiDocument(app, texts))
