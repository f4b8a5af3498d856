import type { Context } from 'hono'
import { icon, page, startScript } from './docs-page.ts'
import { createStaticFile, type StaticFile, sendStaticFile } from './response/static-file.ts'
import { createRouter } from './router.ts'

const guidePages = ['graphs.md', 'node-types.md', 'expressions.md', 'examples.md'] as const

type AssetName = 'swagger-ui.css' | 'swagger-ui-bundle.js' | (typeof guidePages)[number]

/** Reads a file of the package `swagger-ui-dist`, or a page of the guide. */
export type LoadAsset = (name: AssetName) => Promise<Uint8Array<ArrayBuffer>>

// Swagger UI sets inline styles and draws icons from data URLs; everything else is served from here.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const createAssets = (load: LoadAsset) => {
  const loaded = new Map<string, Promise<StaticFile>>()
  const read = async (name: AssetName, type: string) => createStaticFile(type, await load(name))
  return async (c: Context, name: AssetName, type: string) => {
    const asset = loaded.get(name) ?? read(name, `${type}; charset=utf-8`)
    loaded.set(name, asset)
    // A failed read is tried again by the next request.
    asset.catch(() => loaded.delete(name))
    return sendStaticFile(c, await asset, 'public, max-age=86400')
  }
}

/** Swagger UI for `/openapi.json` and the guide, to be mounted at `/docs`; they need nothing from the internet. */
export const docsRoutes = ({ loadAsset }: { readonly loadAsset: LoadAsset }) => {
  const router = createRouter()
  const sendAsset = createAssets(loadAsset)
  router.get('/', (c) => c.html(page, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY }))
  router.get('/start.js', (c) =>
    c.body(startScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  router.get('/icon.svg', (c) =>
    c.body(icon, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' }),
  )
  router.get('/swagger-ui.css', (c) => sendAsset(c, 'swagger-ui.css', 'text/css'))
  router.get('/swagger-ui-bundle.js', (c) => sendAsset(c, 'swagger-ui-bundle.js', 'text/javascript'))
  // As plain text, since browsers offer Markdown for download.
  for (const name of guidePages) router.get(`/guide/${name}`, (c) => sendAsset(c, name, 'text/plain'))
  return router
}
