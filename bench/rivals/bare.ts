/** The ceiling: Hono on Node that answers everything with one constant. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const { PORT, BODY = '{}' } = process.env
const constant: object = JSON.parse(BODY)

const app = new Hono().get('*', (c) => c.json(constant))

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' })
