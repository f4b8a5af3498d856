import { useEffect, useRef } from 'preact/hooks'
import type { Texts } from '../locale.ts'
import { useTexts } from '../texts.ts'

const texts = {
  more: { en: 'Show more', ko: '더 보기' },
  loading: { en: 'Loading…', ko: '불러오는 중…' },
} as const satisfies Texts

/** Loads the next page when it comes into view, or by the button. */
export const More = ({ isLoading, onMore }: { readonly isLoading: boolean; readonly onMore: () => void }) => {
  const t = useTexts(texts)
  const element = useRef<HTMLDivElement>(null)
  const latest = useRef(onMore)
  latest.current = onMore
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: '400px',
    })
    if (element.current && !isLoading) observer.observe(element.current)
    return () => observer.disconnect()
  }, [isLoading])
  return (
    <div ref={element} class="more">
      <button type="button" onClick={onMore} disabled={isLoading}>
        {t(isLoading ? 'loading' : 'more')}
      </button>
    </div>
  )
}
