// The body of the node `check`: the lines of the export go in, clean orders and refused lines come out.
const currencies = new Set(['EUR', 'GBP', 'KRW', 'USD'])
const dateFormats = [
  { pattern: /^(\d{4})-(\d\d)-(\d\d)(T.*Z)?$/, parts: ([, year, month, day]) => [year, month, day] },
  { pattern: /^(\d\d)\.(\d\d)\.(\d{4})$/, parts: ([, day, month, year]) => [year, month, day] },
  { pattern: /^(\d\d)\/(\d\d)\/(\d{4})$/, parts: ([, month, day, year]) => [year, month, day] },
]

const monthOf = (text) => {
  for (const { pattern, parts } of dateFormats) {
    const match = pattern.exec(text)
    if (!match) continue
    const [year, month, day] = parts(match)
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
    // A day that the month does not have would become one of the next month.
    return date.getUTCMonth() === Number(month) - 1 ? `${year}-${month}` : undefined
  }
}

const cell = (row, column) => (row[column] ?? '').trim()

const seen = new Set()

const check = (row) => {
  const id = cell(row, 'order_id')
  const order = {
    customer: cell(row, 'customer'),
    currency: cell(row, 'currency').toUpperCase(),
    month: monthOf(cell(row, 'ordered_at')),
    quantity: Number(cell(row, 'quantity')),
    cents: Math.round(Number(cell(row, 'unit_price').replaceAll(',', '') || NaN) * 100),
  }
  const faults = {
    'too many cells': row._extra !== undefined,
    'order seen before': seen.has(id),
    'no customer': order.customer === '',
    'no such date': order.month === undefined,
    'no such quantity': !(Number.isInteger(order.quantity) && order.quantity > 0),
    'no such price': !(order.cents > 0),
    'no such currency': !currencies.has(order.currency),
  }
  seen.add(id)
  return { order, reasons: Object.keys(faults).filter((reason) => faults[reason]) }
}

const accepted = []
const rejected = []
input.forEach((row, index) => {
  const { order, reasons } = check(row)
  if (reasons.length === 0) accepted.push({ ...order, cents: order.cents * order.quantity })
  else rejected.push({ record: index + 1, order_id: row.order_id, reasons })
})
return { accepted, rejected }
