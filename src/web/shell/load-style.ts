/** Adds a style sheet that only some pages need; once, however often it is asked for. */
export const loadStyle = (href: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const known = [...document.querySelectorAll('link')].some((link) => link.getAttribute('href') === href)
    if (known) {
      resolve()
      return
    }
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.onload = () => resolve()
    link.onerror = () => {
      link.remove()
      reject(new Error(`${href} could not be loaded`))
    }
    document.head.append(link)
  })
