import { field, type HostOperations, text, textField } from './types.ts'

export const textOperations: HostOperations = {
  encode: (argument) => new TextEncoder().encode(text(argument)),

  /** The name of the encoding of a label, such as `utf-8` for `UTF8`. */
  encoding: (argument) => new TextDecoder(text(argument)).encoding,

  decode: (argument, [bytes]) => {
    const options = {
      fatal: field(argument, 'fatal') === true,
      ignoreBOM: field(argument, 'ignoreBOM') === true,
    }
    return new TextDecoder(textField(argument, 'encoding'), options).decode(bytes)
  },

  atob: (argument) => atob(text(argument)),
  btoa: (argument) => btoa(text(argument)),
}
