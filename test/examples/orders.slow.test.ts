import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { runExample } from '../../examples/example.ts'
import { ApiClient } from '../../src/cli/api/client.ts'
import { sendTo } from '../../src/cli/api/send.ts'
import { startServer } from '../support/http/server.ts'

const FOLDER = join(import.meta.dirname, '../../examples/orders')

const monthOf = (text: string): string | undefined => {
  const { y, m, d } =
    /^(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)(T\S+)?$/.exec(text)?.groups ??
    /^(?<d>\d\d)\.(?<m>\d\d)\.(?<y>\d{4})$/.exec(text)?.groups ??
    /^(?<m>\d\d)\/(?<d>\d\d)\/(?<y>\d{4})$/.exec(text)?.groups ??
    {}
  const daysOfMonth = new Date(Date.UTC(Number(y), Number(m), 0)).getUTCDate()
  return Number(m) <= 12 && Number(d) <= daysOfMonth ? `${y}-${m}` : undefined
}

const wholeNumber = /^[1-9]\d*$/
const price = /^\d{1,3}(,\d{3})*\.\d\d$/
const currencyCode = /^(EUR|GBP|KRW|USD)$/i

interface Group {
  readonly orders: number
  readonly items: number
  readonly cents: number
}

/** An order by another way than the example's: text by text, with whole numbers only. */
const readOrder = (cells: readonly string[]) => {
  const trimmed = cells.map((cell) => cell.trim())
  const [id = '', date = '', customer = '', quantity = '', amount = '', currency = ''] = trimmed
  const month = monthOf(date)
  return {
    id,
    key: [customer, currency.toUpperCase(), month].join('|'),
    items: Number(quantity),
    cents: Number(quantity) * Number(amount.replaceAll(/\D/g, '')),
    faults: [
      cells.length > 7 && 'too many cells',
      customer === '' && 'no customer',
      month === undefined && 'no such date',
      !wholeNumber.test(quantity) && 'no such quantity',
      !price.test(amount) && 'no such price',
      !currencyCode.test(currency) && 'no such currency',
    ].filter((fault) => fault !== false),
  }
}

const addUp = (rows: readonly (readonly string[])[]) => {
  const seen = new Set<string>()
  const reasons: Record<string, number> = {}
  const rejects: [record: string, id: string, faults: string][] = []
  const groups = new Map<string, Group>()
  for (const [index, cells] of rows.entries()) {
    const { id, key, items, cents, faults } = readOrder(cells)
    if (seen.has(id)) faults.push('order seen before')
    seen.add(id)
    for (const fault of faults) reasons[fault] = (reasons[fault] ?? 0) + 1
    if (faults.length > 0) {
      rejects.push([String(index + 1), id, faults.toSorted().join('; ')])
      continue
    }
    const group = groups.get(key) ?? { orders: 0, items: 0, cents: 0 }
    groups.set(key, { orders: group.orders + 1, items: group.items + items, cents: group.cents + cents })
  }
  return { reasons, rejects, groups }
}

const readRows = async (path: string): Promise<string[][]> => {
  const rows = parse(await readFile(path), { bom: true, relax_column_count: true })
  return rows.slice(1)
}

test('the export of orders is what its generator makes', async () => {
  const script = join(FOLDER, 'make-orders.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script], { encoding: 'buffer' })
  assert.deepEqual(stdout, await readFile(join(FOLDER, 'orders.csv')))
})

test('every order of the export is either added up or refused with its reasons', async (t) => {
  const { url, workspace } = await startServer(t)
  const execution = await runExample({ api: new ApiClient(sendTo(url)), name: 'orders' })
  const rows = await readRows(join(FOLDER, 'orders.csv'))
  const { reasons, rejects, groups } = addUp(rows)
  assert.equal(rows.length, 3043)
  assert.equal(rejects.length, 261)

  assert.equal(execution.status, 'completed')
  const report = Object(execution.output)
  assert.equal(report.records, rows.length)
  assert.equal(report.accepted, rows.length - rejects.length)
  assert.equal(report.rejected, rejects.length)
  assert.deepEqual(report.reasons, reasons)

  const refused = await readRows(join(workspace, 'orders/rejects.csv'))
  assert.deepEqual(
    refused.map(([record, id, faults = '']) => [record, id, faults.split('; ').toSorted().join('; ')]),
    rejects,
  )
  const summary = await readRows(join(workspace, 'orders/summary.csv'))
  const expected = [...groups].map(([key, { orders, items, cents }]) => [
    ...key.split('|'),
    String(orders),
    String(items),
    String(cents / 100),
  ])
  assert.deepEqual(summary.toSorted(), expected.toSorted())

  const currencies = new Set([...groups.keys()].map((key) => key.split('|')[1]))
  assert.deepEqual(new Set(Object.keys(report.revenue)), currencies)
  for (const [currency, revenue] of Object.entries(report.revenue)) {
    const cents = [...groups]
      .filter(([key]) => key.split('|')[1] === currency)
      .map(([, group]) => group.cents)
    assert.equal(revenue, cents.reduce((sum, one) => sum + one, 0) / 100, currency)
  }
  const { data } = Object(await (await fetch(`${url}/api/dashboard/stats`)).json())
  assert.deepEqual(data.stats, { orders_accepted: 2782, orders_rejected: 261 })
})
