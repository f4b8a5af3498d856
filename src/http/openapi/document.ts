import type { OpenAPIHono } from '@hono/zod-openapi'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Scope } from '../../domain/scopes.ts'
import { takeAccess } from '../access/route-access.ts'
import type { AppEnv } from '../env.ts'
import type { Catalogue } from '../messages/text.ts'
import { createStaticFile, type StaticFile, sendStaticFile } from '../response/static-file.ts'
import { answerHeaders, declareAnswerHeaders } from './answer-headers.ts'
import { nameEnvelopes } from './envelopes.ts'
import { shareFailures } from './failures.ts'
import { type Document, operationsOf } from './operations.ts'
import { makeNumbersPortable } from './portable-numbers.ts'

/** In the order in which the documentation shows them: the main job first. */
const tagDescriptions: Readonly<Record<string, string>> = {
  scripts: 'Create, change and delete scripts.',
  executions: 'Run scripts, follow, cancel and retry their executions, and look up the results.',
  graphs: 'Read, validate and change the graph of a script.',
  actions: 'Run single nodes without a script.',
  dashboard: 'Counters, statistics and time series.',
  config: 'Node types and public settings of the server.',
  files: 'List, download, upload and delete the files of the workspace.',
  folders: 'The folder that file nodes read and write.',
  settings: 'User settings: any JSON value under a key.',
  schedules: 'Times at which scripts start automatically.',
  webhooks: 'Addresses that start scripts when they receive requests, at `/hooks/{token}`.',
  secrets: 'Encrypted values that scripts send and nobody can read.',
  variables: 'JSON values that scripts read as `$vars.NAME`.',
  keys: 'API keys and their scopes.',
  system: 'Health, metrics and profiling.',
}

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key. A server on a loopback address needs none until the first key is created.',
  },
  api_key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same key in a header of its own.',
  },
} as const

const introduction = `scriptd stores scripts as graphs of nodes, runs them durably, and serves everything over this API.

**First steps.** Create a script with \`POST /api/scripts\` and run it with \`POST /api/scripts/{script_id}/execute\`.
\`GET /api/executions\` lists what ran and \`GET /api/executions/{execution_id}\` has the result of every node.
\`GET /api/config/nodes\` describes the node types, with an example of each.

**Guide.** [Graphs](/docs/guide/graphs.md) · [Node types](/docs/guide/node-types.md) ·
[Expressions](/docs/guide/expressions.md) · [Examples](/docs/guide/examples.md)

**Answers.** A success is \`{"success": true, "message", "data"}\`; lists add \`count\` and \`next_cursor\`. A failure has
a stable \`error_code\`, and \`details\` with the path and the reason of each problem.

**Keys.** A server on a loopback address needs no key until the first one is created. After that, send one as
\`Authorization: Bearer sd_…\`. Each operation names the scopes that its key must have.`

const info = {
  title: 'scriptd',
  version: packageJson.version,
  description: introduction,
  license: { name: 'MIT', identifier: 'MIT' },
  contact: { name: 'scriptd' },
}

const scopeNote = (scopes: readonly Scope[]): string =>
  scopes.length === 0
    ? 'Any key will do.'
    : `Requires the scope${scopes.length > 1 ? 's' : ''} ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`

/** Replaces the declared access of every operation with its OpenAPI form: security, and the scopes in words. */
const documentAccess = (document: Document): void => {
  for (const operation of operationsOf(document)) {
    const access = takeAccess(operation)
    if (typeof access === 'string') continue
    operation.security = Object.keys(securitySchemes).map((name) => ({ [name]: [] }))
    // Linters accept scopes in `security` for OAuth only.
    operation['x-required-scopes'] = [...access]
    operation.description = [operation.description, scopeNote(access)].join(' ')
  }
}

/** Tags without a description come last. */
const usedTags = (document: Document) => {
  const used = new Set(operationsOf(document).flatMap(({ tags = [] }) => tags))
  const described = Object.entries(tagDescriptions).map(([name, description]) => ({ name, description }))
  const others = [...used.difference(new Set(Object.keys(tagDescriptions)))].map((name) => ({ name }))
  return [...described.filter(({ name }) => used.has(name)), ...others]
}

const usedHeaders = (document: Document) => {
  const text = JSON.stringify(document)
  return Object.fromEntries(
    Object.entries(answerHeaders).filter(([name]) => text.includes(`#/components/headers/${name}"`)),
  )
}

/** The OpenAPI document of all routes mounted so far. */
export const openApiDocument = (app: OpenAPIHono<AppEnv>, texts: Catalogue): Document => {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [],
  })
  documentAccess(document)
  declareAnswerHeaders(document)
  const failures = shareFailures(document, texts)
  const schemas = { ...document.components?.schemas, ...nameEnvelopes(document) }
  const components = { ...document.components, ...failures, schemas, securitySchemes }
  makeNumbersPortable([document.paths, components])
  return {
    ...document,
    tags: usedTags(document),
    components: { ...components, headers: usedHeaders({ ...document, components }) },
  }
}

/** Serves the document, built once on the first request: zod-openapi would build it on every request. */
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
