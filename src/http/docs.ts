import type { Context } from 'hono'
import { createStaticFile, type StaticFile, sendStaticFile } from './response/static-file.ts'
import { createRouter } from './router.ts'

type AssetName = 'swagger-ui.css' | 'swagger-ui-bundle.js'

/** Reads a file of the package `swagger-ui-dist`. */
export type LoadAsset = (name: AssetName) => Promise<Uint8Array<ArrayBuffer>>

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

/** Swagger UI for `/openapi.json`, to be mounted at `/docs`; it needs nothing from the internet. */
export const docsRoutes = ({ loadAsset }: { readonly loadAsset: LoadAsset }) => {
  const router = createRouter()
  const sendAsset = createAssets(loadAsset)
  router.get('/', (c) => c.html(page, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY }))
  router.get('/start.js', (c) =>
    c.body(startScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  router.get('/swagger-ui.css', (c) => sendAsset(c, 'swagger-ui.css', 'text/css'))
  router.get('/swagger-ui-bundle.js', (c) => sendAsset(c, 'swagger-ui-bundle.js', 'text/javascript'))
  return router
}
