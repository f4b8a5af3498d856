import type { ComponentChildren } from 'preact'
import type { Texts } from '../locale.ts'
import type { Resource } from '../resource.ts'
import { useTexts } from '../texts.ts'

const texts = {
  loading: { en: 'Loading…', ko: '불러오는 중…' },
  retry: { en: 'Try again', ko: '다시 시도' },
} as const satisfies Texts

/** What was read, or else that it is being read or why it could not be. */
export const Loaded = <T,>({
  resource: { data, error, reload },
  children,
}: {
  readonly resource: Resource<T>
  readonly children: (data: T) => ComponentChildren
}) => {
  const t = useTexts(texts)
  return (
    <>
      {error !== undefined && (
        <div class="problem" role="alert">
          <p>{error instanceof Error ? error.message : String(error)}</p>
          <button type="button" onClick={reload}>
            {t('retry')}
          </button>
        </div>
      )}
      {data === undefined ? error === undefined && <p class="muted">{t('loading')}</p> : children(data)}
    </>
  )
}
