import fc from 'fast-check'

/**
 * Any character of Unicode, as `unit` of an `fc.string`. The unit `binary` has the same ones, but makes a table of them
 * first: two seconds and 130 MB in each process.
 */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))
