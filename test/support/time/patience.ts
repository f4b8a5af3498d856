/** Tries again what may have run out of its time because the machine is busy; only the last failure counts. */
export const withPatience = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let left = 4; left > 0; left--) {
    try {
      return await attempt()
    } catch {
      // The next attempt tells.
    }
  }
  return attempt()
}
