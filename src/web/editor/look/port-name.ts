const MAX_LENGTH = 24

/** The name of a port as it fits on a node. */
export const portName = (name: string): string =>
  name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH - 1)}…` : name
