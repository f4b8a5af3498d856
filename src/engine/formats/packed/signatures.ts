const startsWith =
  (...signature: readonly number[]) =>
  (start: Uint8Array): boolean =>
    signature.every((byte, index) => start[index] === byte)

export const isGzip = startsWith(0x1f, 0x8b)
export const isZip = startsWith(0x50, 0x4b)
/** Of Microsoft's compound files: old workbooks (`xls`), and new ones with a password. */
export const isCompound = startsWith(0xd0, 0xcf, 0x11, 0xe0)
