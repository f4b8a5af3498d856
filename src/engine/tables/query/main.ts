/** The main module of a process that runs queries over tables. */
import { serveProcess } from '../../processes/serve.ts'
import { runQuery } from './run-query.ts'

serveProcess({ run: runQuery, code: 'SQL_ERROR' })
