/** What stands in quotes, and what is escaped: neither is looked at by the shell. */
const quoted = /'[^']*'|"(?:[^"\\]|\\.)*"|\\./gs

/** The addresses of a command that zsh takes for patterns, or that end at an `&`, because they stand in no quotes. */
export const unquotedAddressesOf = (command: string): readonly string[] =>
  (command.replaceAll(quoted, '').match(/\bhttps?:\/\/\S+/g) ?? []).filter((address) =>
    /[?&*[\]{}]/.test(address),
  )
