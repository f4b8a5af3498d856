import { DatabaseSync } from 'node:sqlite'

// A process that holds the write lock of the database file whose path it is given, as its parent tells it to.
const [path = ''] = process.argv.slice(2)
const database = new DatabaseSync(path, { timeout: 60_000 })

process.on('message', (order) => {
  database.exec(order === 'lock' ? 'BEGIN IMMEDIATE' : 'ROLLBACK')
  process.send?.(order)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
