const MAX_ID = 100

/** `wanted`, or `wanted_2`, `wanted_3` … when it is taken. */
export const freshId = (wanted: string, taken: { has(id: string): boolean }): string => {
  if (!taken.has(wanted)) return wanted
  const stem = wanted.replace(/_\d+$/, '')
  for (let number = 2; ; number += 1) {
    const ending = `_${number}`
    const id = [...stem].slice(0, MAX_ID - ending.length).join('') + ending
    if (!taken.has(id)) return id
  }
}
