/** Repeats what may run out of a short time limit because the machine is busy; only the last failure counts. */
export const withPatience = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let left = 49; left > 0; left--) {
    try {
      return await attempt()
    } catch {
      // The next attempt decides.
    }
  }
  return attempt()
}
