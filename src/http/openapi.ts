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
type SharedResponses = NonNullable<NonNullable<Document['components']>['responses']>

const operationsOf = ({ paths = {} }: Document) =>
  Object.values(paths)
    .flatMap((item) => [item.get, item.post, item.put, item.patch, item.delete])
    .filter((operation) => operation !== undefined)

const usedTags = (document: Document) => {
  const names = new Set(operationsOf(document).flatMap(({ tags = [] }) => tags))
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

const titleCase = (code: string): string =>
  code.replaceAll(/([A-Z])([A-Z]*)_?/g, (_, first, rest) => first + rest.toLowerCase())

/** `SCRIPT_NOT_FOUND, NODE_NOT_FOUND` as `ScriptNotFoundOrNodeNotFound`. */
const failureName = (codes: string): string => codes.split(', ').map(titleCase).join('Or')

/** Moves the error answers, most of which many operations have, to where each is said once; gives them by name. */
const shareFailures = (document: Document): SharedResponses => {
  const shared: SharedResponses = {}
  for (const { responses = {} } of operationsOf(document)) {
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400) continue
      const name = failureName(response.description)
      shared[name] = response
      responses[status] = { $ref: `#/components/responses/${name}` }
    }
  }
  return shared
}

/** The description of every route that is mounted by now. */
export const openApiDocument = (app: OpenAPIHono<AppEnv>): Document => {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [],
  })
  const components = { ...document.components, responses: shareFailures(document) }
  return {
    ...document,
    tags: usedTags(document),
    components: { ...components, headers: usedHeaders({ ...document, components }) },
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
