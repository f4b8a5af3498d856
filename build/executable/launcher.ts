import { start } from './load.ts'

start()
