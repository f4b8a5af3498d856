import { hash } from 'node:crypto'
import type { Context } from 'hono'
import { matches } from './etag.ts'
import { createRouter } from './router.ts'

type AssetName = 'swagger-ui.css' | 'swagger-ui-bundle.js'

/** Reads a file of the package `swagger-ui-dist`. */
export type LoadAsset = (name: AssetName) => Promise<Uint8Array<ArrayBuffer>>

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly etag: string
}

// Swagger UI sets styles and draws its icons from data URLs; everything else comes from here.
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

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>scriptd API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const startScript = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true })
`

const createAssets = (load: LoadAsset) => {
  const loaded = new Map<string, Promise<Asset>>()
  const read = async (name: AssetName): Promise<Asset> => {
    const bytes = await load(name)
    return { bytes, etag: `"${hash('sha1', bytes, 'base64url')}"` }
  }
  return (name: AssetName): Promise<Asset> => {
    const asset = loaded.get(name) ?? read(name)
    loaded.set(name, asset)
    // A failed read is tried again by the next request.
    asset.catch(() => loaded.delete(name))
    return asset
  }
}

const sendAsset = (c: Context, type: string, { bytes, etag }: Asset) => {
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=86400' }
  const known = c.req.header('If-None-Match')
  if (known !== undefined && matches(known, etag)) return c.body(null, 304, headers)
  return c.body(bytes, 200, { ...headers, 'Content-Type': `${type}; charset=utf-8` })
}

/** Swagger UI for `/openapi.json`, to be mounted at `/docs`; it needs nothing from the internet. */
export const docsRoutes = ({ loadAsset }: { readonly loadAsset: LoadAsset }) => {
  const router = createRouter()
  const asset = createAssets(loadAsset)
  router.get('/', (c) => c.html(page, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY }))
  router.get('/start.js', (c) =>
    c.body(startScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  router.get('/swagger-ui.css', async (c) => sendAsset(c, 'text/css', await asset('swagger-ui.css')))
  router.get('/swagger-ui-bundle.js', async (c) =>
    sendAsset(c, 'text/javascript', await asset('swagger-ui-bundle.js')),
  )
  return router
}
