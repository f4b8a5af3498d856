import { randomUUID } from 'node:crypto'

const TEMPORARY_NAME = /^\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/

/** A new name for a file that is being written. */
export const temporaryName = (): string => `.${randomUUID()}.tmp`

/** The names of files that are being written, or were when the program ended unexpectedly. */
export const isTemporaryName = (name: string): boolean => TEMPORARY_NAME.test(name)
