/** An example without a value has a different one each time. */
export type Row = readonly [
  name: string,
  parameters: string,
  description: string,
  expression: string,
  value?: unknown,
]
