import { useEffect, useState } from 'preact/hooks'

const narrow = () => matchMedia('(width < 800px)')

/** Whether there is too little room to edit. */
export const useIsNarrow = (): boolean => {
  const [isNarrow, setNarrow] = useState(narrow().matches)
  useEffect(() => {
    const query = narrow()
    const follow = () => setNarrow(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return isNarrow
}
