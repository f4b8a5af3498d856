import { extname } from 'node:path'
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { routeNotFound } from './response/method-not-allowed.ts'
import { createStaticFile, type StaticFile, sendStaticFile } from './response/static-file.ts'
import { createRouter } from './router.ts'

/** Reads a file of the built page; `undefined` if it has no such file. */
export type LoadPageFile = (name: string) => Promise<Uint8Array<ArrayBuffer> | undefined>

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const INDEX = 'index.html'

/** Names of the build that change with the content, such as `main-7KQ2M5XB.js`. */
const isHashed = (name: string): boolean => /-[A-Z0-9]{8}\.\w+$/.test(name)

const isFileName = (name: string): boolean => /^[\w-]+\.\w+$/.test(name)

const NOT_BUILT = `The page has not been built, so that only the API is here (see /docs).
\`npm start\` and \`npm run dev\` build it; \`npm run build:web\` does so alone, also while the server runs.
`

const createFiles = (load: LoadPageFile) => {
  const kept = new Map<string, Promise<StaticFile | undefined>>()

  const read = async (name: string): Promise<StaticFile | undefined> => {
    const type = types[extname(name)]
    const content = type === undefined ? undefined : await load(name)
    return type === undefined || content === undefined ? undefined : createStaticFile(type, content)
  }

  return async (name: string): Promise<StaticFile | undefined> => {
    if (!isFileName(name)) return undefined
    if (!isHashed(name)) return read(name)
    const file = kept.get(name) ?? read(name)
    kept.set(name, file)
    const drop = () => kept.delete(name)
    // Names that do not exist must not fill the memory, and a failed read is tried again by the next request.
    file.then((found) => found ?? drop(), drop)
    return file
  }
}

/** The page, to be mounted at `/ui`. Its addresses are relative, so that a proxy may serve it below any path. */
export const pageRoutes = ({ loadFile }: { readonly loadFile: LoadPageFile }) => {
  const router = createRouter()
  const fileOf = createFiles(loadFile)

  const sendIndex = async (c: Context): Promise<Response> => {
    const index = await fileOf(INDEX)
    if (!index) return c.text(NOT_BUILT, 503)
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    return sendStaticFile(c, index, 'no-cache')
  }

  router.get('/', (c): Response | Promise<Response> =>
    c.req.path.endsWith('/') ? sendIndex(c) : c.body(null, 302, { Location: 'ui/' }),
  )
  router.get('/:file', async (c) => {
    const name = c.req.param('file')
    const file = name === INDEX ? undefined : await fileOf(name)
    if (!file) throw routeNotFound(c)
    return sendStaticFile(c, file, isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  return router
}

const pageOrData = {
  header: 'Accept',
  supports: ['text/html', 'application/json'],
  default: 'application/json',
} as const satisfies Parameters<typeof accepts>[1]

/** Leads browsers from `/` to the page; for other callers the API has nothing there. */
export const homeRoutes = () => {
  const router = createRouter()
  router.get('/', (c) => {
    if (accepts(c, pageOrData) !== 'text/html') {
      throw routeNotFound(c, { Vary: 'Accept' })
    }
    return c.body(null, 302, { Location: 'ui/', Vary: 'Accept' })
  })
  return router
}
