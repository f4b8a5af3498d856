/** For a connection to a server to be made. */
export const CONNECT_MS = 10_000
