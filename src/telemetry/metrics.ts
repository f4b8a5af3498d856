import { Gauge, type Registry } from 'prom-client'

export interface GaugeOptions {
  readonly name: string
  readonly help: string
  value(): number
}

/** A gauge whose value is read on every scrape of the registry. */
export const gaugeOf = (registry: Registry, { name, help, value }: GaugeOptions) =>
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value())
    },
  })
