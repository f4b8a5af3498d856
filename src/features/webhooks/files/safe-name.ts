const MAX_BYTES = 150

/** A name for a file that a sender calls `filename`: without its folders, and such that every system takes it. */
export const safeName = (filename: string): string => {
  const last = filename.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are replaced
  const plain = last.replaceAll(/[\0-\x1f\x7f-\x9f<>:"|?*\u{fffd}]/gu, '_').replace(/^\.+|[. ]+$/g, '')
  return shortened(plain) || 'file'
}

/** Keeps the extension. */
const shortened = (name: string): string => {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? ''
  const characters = [...name.slice(0, name.length - extension.length)]
  while (Buffer.byteLength(characters.join('') + extension) > MAX_BYTES) characters.pop()
  return characters.join('') + extension
}
