export type Environment = Readonly<Record<string, string | undefined>>

/** One environment out of several; a later one beats the earlier ones, except with an empty value. */
export const layer = (...environments: readonly Environment[]): Environment =>
  Object.fromEntries(
    environments.flatMap((environment) => Object.entries(environment).filter(([, value]) => value)),
  )

/** `HTTP_NODE_MAX_BYTES` as `--http-node-max-bytes`. */
export const toFlag = (variable: string): string => `--${variable.toLowerCase().replaceAll('_', '-')}`

/** Parsed flags, named as in `httpNodeMaxBytes`, under the names of their variables. */
export const toEnvironment = (flags: Environment): Environment =>
  Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      value,
    ]),
  )
