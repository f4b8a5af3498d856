/**
 * `node examples/orders/make-orders.ts > examples/orders/orders.csv`: prints an export as shops really produce them: most customers order rarely and a few very often,
 * most orders are small, and about one line in ten has something wrong with it. The same seed gives the same bytes.
 */
import { stringify } from 'csv-stringify/sync'
import { columns, currencies, customers, notes } from './vocabulary.ts'

const SEED = 20_260_301
const ORDERS = 3000
const DAY_MS = 86_400_000

/** Fractions from 0 to below 1, the same ones for the same seed (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = createRandom(SEED)

const happens = (probability: number): boolean => random() < probability

const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0]

// By Zipf's law: the customer of rank n orders 1/n as often as the first one.
const weights = customers.map((_, rank) => 1 / (rank + 1))
const totalWeight = weights.reduce((sum, weight) => sum + weight, 0)

const pickCustomer = (): string => {
  let left = random() * totalWeight
  const rank = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return customers[rank] ?? customers[0]
}

const dateIn = (format: 'iso' | 'time' | 'german' | 'american', date: Date): string => {
  const iso = date.toISOString()
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-')
  switch (format) {
    case 'iso':
      return `${year}-${month}-${day}`
    case 'time':
      return iso
    case 'german':
      return `${day}.${month}.${year}`
    case 'american':
      return `${month}/${day}/${year}`
  }
}

const makeDate = (): string => {
  if (happens(0.015)) return pick(['', '31.02.2026', 'yesterday', '2026-13-01'])
  const date = new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 180) * DAY_MS + 34_200_000)
  return dateIn(pick(['iso', 'iso', 'iso', 'time', 'german', 'american']), date)
}

const makeQuantity = (): string => {
  if (happens(0.02)) return pick(['-1', '-12', 'three', 'n/a', '', '1.5', '0'])
  const quantity = String(Math.ceil(1 / (random() * 0.98 + 0.02)))
  return happens(0.03) ? ` ${quantity} ` : quantity
}

const makePrice = (): string => {
  if (happens(0.01)) return pick(['', 'free', '-4.00'])
  const price = (100 + Math.floor(random() ** 4 * 250_000)) / 100
  const [whole = '', cents = ''] = price.toFixed(2).split('.')
  return `${Number(whole).toLocaleString('en-US')}.${cents}`
}

const makeCurrency = (): string => {
  if (happens(0.01)) return pick(['', '???', 'DOGE'])
  const currency = pick(currencies)
  return pick([currency, currency, currency, currency.toLowerCase(), `${currency}  `])
}

const makeOrder = (index: number): string[] => {
  const customer = happens(0.008) ? pick(['', '   ']) : pickCustomer()
  return [
    `A-${String(10_001 + index)}`,
    makeDate(),
    happens(0.05) ? `${customer}  ` : customer,
    makeQuantity(),
    makePrice(),
    makeCurrency(),
    happens(0.12) ? pick(notes) : '',
  ]
}

/** Cut off, with a cell too many, or as it is. */
const damage = (cells: readonly string[]): readonly string[] => {
  if (happens(0.006)) return cells.slice(0, 4)
  return happens(0.006) ? [...cells, 'copied by hand'] : cells
}

const orders = Array.from({ length: ORDERS }, (_, index) => makeOrder(index))
const again = orders.filter(() => happens(0.012))
const lines = [...orders, ...again].map(damage)

process.stdout.write(stringify([columns, ...lines], { bom: true, record_delimiter: 'windows' }))
