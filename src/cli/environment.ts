export type Environment = Readonly<Record<string, string | undefined>>

/** Merges environments; later ones take precedence, but an empty value counts as not set. */
export const mergeEnvironments = (...environments: readonly Environment[]): Environment =>
  Object.fromEntries(
    environments.flatMap((environment) => Object.entries(environment).filter(([, value]) => value)),
  )

/** `HTTP_NODE_MAX_BYTES` becomes `--http-node-max-bytes`. */
export const toFlag = (variable: string): string => `--${variable.toLowerCase().replaceAll('_', '-')}`

/** Parsed flags, named like `httpNodeMaxBytes`, under the names of their variables. */
export const toEnvironment = (flags: Environment): Environment =>
  Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      value,
    ]),
  )
