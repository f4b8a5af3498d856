import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { RouterRoute } from 'hono/types'
import type { Scope } from '../../domain/scopes.ts'
import type { AppEnv } from '../env.ts'

/** Who may call: any supervisor, however it asks; whoever reaches the server; or who has all of these scopes. */
export type Access = 'probe' | 'public' | readonly Scope[]

const READ = ['read'] as const
const WRITE = ['write'] as const
const EXECUTE = ['execute'] as const
const ADMIN = ['admin'] as const

/** Every operation by its id. */
export const operationAccess: Readonly<Record<string, Access>> = {
  listScripts: READ,
  createScript: WRITE,
  orderScripts: WRITE,
  getScript: READ,
  replaceScript: WRITE,
  patchScript: WRITE,
  deleteScript: WRITE,
  getGraph: READ,
  replaceGraph: WRITE,
  validateGraph: READ,
  createNode: WRITE,
  getNode: READ,
  patchNode: WRITE,
  deleteNode: WRITE,

  executeScript: EXECUTE,
  executeAllScripts: EXECUTE,
  retryExecution: EXECUTE,
  cancelExecution: EXECUTE,
  listExecutions: READ,
  getExecution: READ,
  followExecution: READ,
  deleteExecution: WRITE,
  // Nodes of one's own can do what a script of one's own could, such as writing files.
  runAction: ['write', 'execute'],
  runNodes: ['write', 'execute'],

  getStats: READ,
  updateStats: WRITE,
  incrementStats: WRITE,
  getTimeseries: READ,
  getSettings: READ,
  replaceSettings: WRITE,
  deleteSettings: WRITE,
  getSetting: READ,
  putSetting: WRITE,
  deleteSetting: WRITE,
  getConfig: READ,
  listNodeTypes: READ,
  getNodeType: READ,
  selectFolder: WRITE,
  getSelectedFolder: READ,
  browseFolder: READ,

  listSecrets: READ,
  putSecret: ADMIN,
  deleteSecret: ADMIN,
  rotateSecrets: ADMIN,
  listApiKeys: ADMIN,
  createApiKey: ADMIN,
  getApiKey: ADMIN,
  revokeApiKey: ADMIN,
  getMetrics: READ,
  recordProfile: ADMIN,
  getHealth: 'probe',
  getReadiness: 'probe',
}

/** Of an operation that nobody has thought about. */
const UNLISTED: Access = ADMIN

/** An address that leads nowhere is told to who has any key. */
const NOWHERE: Access = []

export const accessTo = (operationId: string | undefined): Access =>
  operationId !== undefined && Object.hasOwn(operationAccess, operationId)
    ? (operationAccess[operationId] ?? UNLISTED)
    : UNLISTED

export type Docs = 'public' | 'private'

/** Tells who may make a request, by the operation that it is routed to. */
export const createAccessOf = (app: Pick<OpenAPIHono<AppEnv>, 'openAPIRegistry'>, docs: Docs) => {
  let listed: ReadonlyMap<string, Access> | undefined
  const known = new WeakMap<RouterRoute, Access>()

  const find = ({ method, path }: RouterRoute): Access => {
    // The routes are complete only when the first request comes.
    listed ??= new Map(operationsOf(app))
    const access = listed.get(`${method} ${path}`)
    if (access) return access
    return isDocs(path) ? (docs === 'public' ? 'public' : READ) : UNLISTED
  }

  return (c: Context<AppEnv>): Access => {
    const route = c.get('route')
    if (!route) return NOWHERE
    const access = known.get(route) ?? find(route)
    known.set(route, access)
    return access
  }
}

const operationsOf = (app: Pick<OpenAPIHono<AppEnv>, 'openAPIRegistry'>) =>
  app.openAPIRegistry.definitions.flatMap((definition): [string, Access][] => {
    if (definition.type !== 'route') return []
    const { method, path, operationId } = definition.route
    return [[`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, accessTo(operationId)]]
  })

const isDocs = (path: string): boolean => path === '/openapi.json' || /^\/docs(\/|$)/.test(path)
