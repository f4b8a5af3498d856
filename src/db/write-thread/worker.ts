import { parentPort, workerData } from 'node:worker_threads'
import { type Client, LibsqlError, type ResultSet } from '@libsql/client/sqlite3'
import { asDriverError } from '../errors.ts'
import { connectToFile } from '../file-client.ts'
import type { Failure, Operation, Reply, Request, ThreadSettings, WriteResult } from './messages.ts'

const carryOut = async (client: Client, operation: Operation): Promise<readonly WriteResult[]> => {
  switch (operation.kind) {
    case 'batch':
      return (await client.batch([...operation.statements], 'write')).map(toResult)
    case 'script':
      await client.executeMultiple(operation.sql)
      return []
    case 'reconnect':
      await client.reconnect()
      return []
    case 'close':
      client.close()
      return []
    default:
      return operation satisfies never
  }
}

/** A row of the driver has its values a second time by index. */
const toResult = ({ rows, rowsAffected }: ResultSet): WriteResult => ({
  rows: rows.map((row) => ({ ...row })),
  rowsAffected,
})

const toFailure = (thrown: unknown): Failure => {
  const error = asDriverError(thrown)
  return error instanceof LibsqlError
    ? { message: error.message, code: error.code, extendedCode: error.extendedCode }
    : { message: String(error), code: 'UNKNOWN', extendedCode: undefined }
}

const serve = async ({ path, setUp }: ThreadSettings) => {
  const client = connectToFile(path)
  await client.executeMultiple(setUp)
  parentPort?.on('message', async ({ id, operation }: Request) => {
    const outcome = await carryOut(client, operation).then(
      (results) => ({ results }),
      (error: unknown) => ({ failure: toFailure(error) }),
    )
    parentPort?.postMessage({ id, outcome } satisfies Reply)
    if (operation.kind === 'close') parentPort?.close()
  })
}

await serve(workerData)
