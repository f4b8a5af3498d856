/**
 * `node examples/open-payments/make-payments.ts > examples/open-payments/payments.csv`: prints what a bank exports of the
 * payments for the orders of `../orders/orders.csv`, with references as people write them. The same orders give the
 * same bytes.
 */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'

const orders: readonly Readonly<Record<string, string>>[] = parse(
  readFileSync(new URL('../orders/orders.csv', import.meta.url)),
  { bom: true, columns: true, relax_column_count: true },
)

const german = (amount: number): string =>
  amount.toLocaleString('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

const references: readonly ((id: string) => string)[] = [
  (id) => id,
  (id) => `Rechnung ${id}, vielen Dank`,
  (id) => `INV ${id.toLowerCase()};`,
  (id) => `order no. ${id}\nsecond line`,
  (id) => `${id.replace('-', '')} / ref`,
  () => 'as agreed by phone',
]

/** From the digits of an order's id, so that one order more changes no other line. */
const chance = (number: number, of: number): boolean => (number * 2_654_435_761) % 97 < of

const lines = orders.flatMap(({ order_id = '', quantity = '', unit_price = '' }) => {
  const number = Number(order_id.slice(2))
  const total = Number(quantity) * Number(unit_price.replaceAll(',', ''))
  if (!(total > 0) || chance(number, 20)) return []
  const reference = references[number % 23 === 0 ? 5 : number % 5]?.(order_id) ?? ''
  const day = `${String((number % 28) + 1).padStart(2, '0')}.07.26`
  const line = (amount: number) => [day, german(amount), reference]
  if (number % 31 === 0) return [line(total / 2), line(total / 2)]
  return [line(number % 37 === 0 ? total - 5 : total)]
})

process.stdout.write(stringify([['Datum', 'Betrag', 'Verwendungszweck'], ...lines], { delimiter: ';' }))
