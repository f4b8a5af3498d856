import type { OpenAPIHono } from '@hono/zod-openapi'
import packageJson from '../../package.json' with { type: 'json' }
import type { AppEnv } from './router.ts'

const tagDescriptions: Readonly<Record<string, string>> = {
  scripts: 'Scripts and their graphs.',
  graphs: 'Nodes and connections of a script.',
  executions: 'Runs of scripts: start, follow, cancel, look up.',
  actions: 'Nodes that are run without a script.',
  dashboard: 'Statistics and time series.',
  config: 'Public settings and the catalogue of node types.',
  settings: 'Settings of the user, any JSON value by key.',
  folders: 'The working folder.',
  system: 'Health, metrics and profiling.',
}

const headers = {
  ETag: {
    description: 'Version of the answer, for `If-None-Match` and `If-Match`.',
    schema: { type: 'string' },
  },
  Location: { description: 'Where the resource is.', schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  'X-Request-Id': { description: 'The id of the request, also in the log.', schema: { type: 'string' } },
} as const

const info = {
  title: 'scriptd',
  version: packageJson.version,
  description: packageJson.description,
  license: { name: 'MIT', identifier: 'MIT' },
  contact: { name: 'scriptd' },
}

type Document = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>

const usedTags = ({ paths = {} }: Document) => {
  const operations = Object.values(paths).flatMap((item) => [
    item.get,
    item.post,
    item.put,
    item.patch,
    item.delete,
  ])
  const names = new Set(operations.flatMap((operation) => operation?.tags ?? []))
  return [...names].map((name) => {
    const description = tagDescriptions[name]
    return description === undefined ? { name } : { name, description }
  })
}

const usedHeaders = (document: Document) => {
  const text = JSON.stringify(document)
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => text.includes(`#/components/headers/${name}"`)),
  )
}

/** The description of every route that is mounted by now. */
export const openApiDocument = (app: OpenAPIHono<AppEnv>): Document => {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [],
  })
  return {
    ...document,
    tags: usedTags(document),
    components: { ...document.components, headers: usedHeaders(document) },
  }
}

/** Serves the document, which is built on the first request: zod-openapi would build it on each. */
export const serveOpenApi = (app: OpenAPIHono<AppEnv>): void => {
  let text: string | undefined
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(openApiDocument(app))
    return c.body(text, 200, { 'Content-Type': 'application/json; charset=UTF-8' })
  })
}
