import type { RequestListener } from 'node:http'
import type { TestContext } from 'node:test'
import { httpRequestType } from '../../../src/engine/node-types/http-request.ts'
import { createHttpClient, type HttpClientOptions } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import type { NodeRun } from '../engine/run/run-node.ts'
import { runTask } from '../engine/run/run-task.ts'
import { fileWorld, type WorldOptions } from '../files/file-world.ts'
import { startWebServer } from './web-server.ts'

/** A server of the outside, a workspace, and the node that asks the one and may use the files of the other. */
export const httpWorld = async (
  t: TestContext,
  listener: RequestListener,
  { client: clientOptions, ...options }: WorldOptions & { readonly client?: Partial<HttpClientOptions> } = {},
) => {
  const { port, server } = await startWebServer(t, listener)
  const files = await fileWorld(t, options)
  const http = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }), ...clientOptions })
  t.after(() => http.close())
  const services = { ...files.services, http }
  const base = `http://127.0.0.1:${port}`
  return {
    ...files,
    services,
    base,
    server,
    ask: (parameters: NodeRun['parameters'] = {}, run: Omit<NodeRun, 'parameters'> = {}) =>
      runTask(httpRequestType, { url: base, ...parameters }, { services, ...run }),
  }
}
