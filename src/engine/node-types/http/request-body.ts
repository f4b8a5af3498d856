export type BodyType = 'json' | 'text' | 'form'

interface EncodedBody {
  readonly body?: string
  readonly contentType?: string
}

/** No body for `undefined` and `null`. In a form, a list repeats its name and an object is written as JSON. */
export const encodeBody = (value: unknown, type: BodyType | undefined): EncodedBody => {
  if (value === undefined || value === null) return {}
  switch (type ?? (typeof value === 'string' ? 'text' : 'json')) {
    case 'json':
      return { body: JSON.stringify(value), contentType: 'application/json' }
    case 'text':
      return { body: textOf(value), contentType: 'text/plain;charset=utf-8' }
    case 'form':
      return { body: formOf(value), contentType: 'application/x-www-form-urlencoded' }
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const formOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return textOf(value)
  const pairs = Object.entries(value).flatMap(([name, item]) =>
    [item].flat().map((one: unknown) => [name, one === null ? '' : textOf(one)]),
  )
  return new URLSearchParams(pairs).toString()
}
