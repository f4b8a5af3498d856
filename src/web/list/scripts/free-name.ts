const MAX_LENGTH = 100

/** A name that no other script has: the one that is wanted, or the first of `name 2`, `name 3` and so on that is free. */
export const freeName = (wanted: string, taken: ReadonlySet<string>): string => {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : ` ${number}`
    const name = [...wanted].slice(0, MAX_LENGTH - end.length).join('') + end
    if (!taken.has(name)) return name
  }
}
