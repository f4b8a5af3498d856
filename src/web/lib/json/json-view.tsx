import { useState } from 'preact/hooks'
import { useServices } from '../services.ts'
import { useTexts } from '../texts.ts'
import { copyText } from '../values/clipboard.ts'
import { download } from '../values/download.ts'
import { JsonTable } from './json-table.tsx'
import { JsonTree } from './json-tree.tsx'
import { columnsOf, MAX_TEXT } from './shape.ts'
import { jsonTexts } from './texts.ts'

const Text = ({ value }: { readonly value: string }) => {
  const t = useTexts(jsonTexts)
  return (
    <>
      <pre class="text">{value.slice(0, MAX_TEXT)}</pre>
      {value.length > MAX_TEXT && <p class="muted">{t('cut', { count: MAX_TEXT })}</p>}
    </>
  )
}

const Content = ({ value, isTable }: { readonly value: unknown; readonly isTable: boolean }) => {
  const columns = columnsOf(value)
  if (isTable && columns && Array.isArray(value)) return <JsonTable rows={value} columns={columns} />
  if (typeof value === 'string') return <Text value={value} />
  return (
    <div class="json">
      <JsonTree value={value} isOpen />
    </div>
  )
}

/** A value of an execution, always as text: whatever it holds is never rendered. */
export const JsonView = ({ value, name }: { readonly value: unknown; readonly name: string }) => {
  const t = useTexts(jsonTexts)
  const { notices } = useServices()
  const columns = columnsOf(value)
  const [isTable, setTable] = useState(true)
  const text = () => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''))
  return (
    <div class="json-view">
      <div class="json-tools">
        {columns && (
          <fieldset class="segmented">
            <legend class="spoken">{t('view')}</legend>
            {([true, false] as const).map((each) => (
              <label key={String(each)}>
                <input
                  type="radio"
                  name={`view-${name}`}
                  checked={isTable === each}
                  onChange={() => setTable(each)}
                />
                {t(each ? 'table' : 'tree')}
              </label>
            ))}
          </fieldset>
        )}
        <button
          type="button"
          class="small plain"
          onClick={() =>
            copyText(text()).then(
              () => notices.info(t('copied')),
              (error) => notices.error(error),
            )
          }
        >
          {t('copy')}
        </button>
        <button
          type="button"
          class="small plain"
          onClick={() => download(typeof value === 'string' ? `${name}.txt` : `${name}.json`, text())}
        >
          {t('download')}
        </button>
      </div>
      <Content value={value} isTable={isTable} />
    </div>
  )
}
