import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../env.ts'

export type Document = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>

export const operationsOf = ({ paths = {} }: Document) =>
  Object.values(paths)
    .flatMap((item) => [item.get, item.post, item.put, item.patch, item.delete])
    .filter((operation) => operation !== undefined)
