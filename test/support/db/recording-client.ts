import type { Client, InStatement } from '@libsql/client'

/** A client that writes down every statement before it runs it. */
export const recordStatements = (client: Client) => {
  const statements: InStatement[] = []
  const recording = new Proxy(client, {
    get(target, name) {
      if (name === 'execute') {
        return (statement: InStatement) => {
          statements.push(statement)
          return target.execute(statement)
        }
      }
      if (name === 'batch') {
        return (batch: readonly InStatement[], mode: 'read' | 'write' | 'deferred') => {
          statements.push(...batch)
          return target.batch([...batch], mode)
        }
      }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { client: recording, statements }
}
