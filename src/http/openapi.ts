import type { OpenAPIHono } from '@hono/zod-openapi'
import packageJson from '../../package.json' with { type: 'json' }
import { isErrorCode } from '../domain/errors.ts'
import type { Scope } from '../domain/scopes.ts'
import { takeAccess } from './access/route-access.ts'
import type { AppEnv } from './env.ts'
import type { Catalogue } from './messages/text.ts'
import { errorExample } from './response/error-example.ts'
import { createStaticFile, type StaticFile, sendStaticFile } from './response/static-file.ts'

const tagDescriptions: Readonly<Record<string, string>> = {
  scripts: 'Scripts and their graphs.',
  graphs: 'Nodes and connections of a script.',
  executions: 'Runs of scripts: start, follow, cancel, look up.',
  actions: 'Nodes that are run without a script.',
  dashboard: 'Statistics and time series.',
  config: 'Public settings and the catalogue of node types.',
  settings: 'Settings of the user, any JSON value by key.',
  secrets: 'Values that scripts send and nobody can read.',
  folders: 'The working folder.',
  keys: 'Keys to the API.',
  system: 'Health, metrics and profiling.',
}

const headers = {
  ETag: {
    description: 'Version of the answer, for `If-None-Match` and `If-Match`.',
    schema: { type: 'string' },
  },
  Location: { description: 'Where the resource is.', schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  'WWW-Authenticate': {
    description: 'How to name a key, and what is wrong with the one that was named.',
    schema: { type: 'string' },
  },
  'X-Request-Id': { description: 'The id of the request, also in the log.', schema: { type: 'string' } },
} as const

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key. A server on a loopback address asks for none before the first one is made.',
  },
  api_key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same key in another header.',
  },
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

const scopeNote = (scopes: readonly Scope[]): string =>
  `Needs the scope${scopes.length > 1 ? 's' : ''} ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`

/** Replaces the declared access of every operation by what OpenAPI knows: security, and the scopes in words. */
const documentAccess = (document: Document): void => {
  for (const operation of operationsOf(document)) {
    const access = takeAccess(operation)
    if (typeof access === 'string') continue
    operation.security = Object.keys(securitySchemes).map((name) => ({ [name]: [] }))
    // Linters want scopes in `security` to be those of OAuth.
    operation['x-required-scopes'] = [...access]
    operation.description = [operation.description, scopeNote(access)].join(' ')
  }
}

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

const failureExamples = (codes: string, texts: Catalogue) =>
  Object.fromEntries(
    codes
      .split(', ')
      .filter(isErrorCode)
      .map((code) => [code, { value: errorExample(code, texts) }]),
  )

/** Replaces error responses by references to shared ones, with an example for each code; gives those by name. */
const shareFailures = (document: Document, texts: Catalogue): SharedResponses => {
  const shared: SharedResponses = {}
  for (const { responses = {} } of operationsOf(document)) {
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400) continue
      const name = failureName(response.description)
      const content = {
        ...response.content?.['application/json'],
        examples: failureExamples(response.description, texts),
      }
      shared[name] = { ...response, content: { 'application/json': content } }
      responses[status] = { $ref: `#/components/responses/${name}` }
    }
  }
  return shared
}

/** The description of every route that is mounted by now. */
export const openApiDocument = (app: OpenAPIHono<AppEnv>, texts: Catalogue): Document => {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [],
  })
  documentAccess(document)
  const components = { ...document.components, responses: shareFailures(document, texts), securitySchemes }
  return {
    ...document,
    tags: usedTags(document),
    components: { ...components, headers: usedHeaders({ ...document, components }) },
  }
}

/** Serves the document, which is built on the first request: zod-openapi would build it on each. */
export const serveOpenApi = (app: OpenAPIHono<AppEnv>, texts: Catalogue): void => {
  let file: Promise<StaticFile> | undefined
  const build = () =>
    createStaticFile(
      'application/json; charset=UTF-8',
      new TextEncoder().encode(JSON.stringify(openApiDocument(app, texts))),
    )
  app.get('/openapi.json', async (c) => {
    file ??= build()
    return sendStaticFile(c, await file, 'no-cache')
  })
}
