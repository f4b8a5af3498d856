import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { JsonView } from '../../lib/json/json-view.tsx'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { Status } from '../../lib/ui/status.tsx'
import { Duration } from '../../lib/ui/times.tsx'
import type { NodeResult } from '../model/execution-view.ts'
import { executionTexts } from '../texts.ts'
import { type Pair, pairResults } from './pairs.ts'

type Execution = Schemas['Execution']

const MAX_ROWS = 500

const Side = ({ result }: { readonly result: NodeResult | undefined }) => {
  const t = useTexts(executionTexts)
  return result ? (
    <>
      <Status status={result.status} /> <Duration ms={result.duration_ms} />
    </>
  ) : (
    <span class="muted">{t('nothing')}</span>
  )
}

const Output = ({ result, name }: { readonly result: NodeResult | undefined; readonly name: string }) => (
  <div>
    {result?.error && (
      <div class="problem">
        <code>{result.error.code}</code> {result.error.message}
      </div>
    )}
    {result?.output !== undefined && <JsonView value={result.output} name={name} />}
  </div>
)

const Row = ({ pair: { left, right, isDifferent } }: { readonly pair: Pair }) => {
  const t = useTexts(executionTexts)
  const [isOpen, setOpen] = useState(false)
  const { node_id, path } = left ?? right ?? { node_id: '' }
  return (
    <>
      <tr class={isDifferent ? 'different' : ''}>
        <td>
          <button type="button" class="plain small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? '▾' : '▸'} {path !== undefined && <span class="muted">{path}</span>} {node_id}
          </button>
        </td>
        <td>{isDifferent ? t('different') : t('same')}</td>
        <td>
          <Side result={left} />
        </td>
        <td>
          <Side result={right} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={4}>
            <div class="sides">
              <Output result={left} name={`${node_id}-1`} />
              <Output result={right} name={`${node_id}-2`} />
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

const Head = ({ execution: { id, status } }: { readonly execution: Execution }) => (
  <>
    <a href={hrefOf(['executions', id])}>
      <code>{id}</code>
    </a>{' '}
    <Status status={status} />
  </>
)

const Comparison = ({ left, right }: { readonly left: Execution; readonly right: Execution }) => {
  const t = useTexts(executionTexts)
  const [onlyDifferent, setOnlyDifferent] = useState(false)
  const pairs = pairResults(left.results, right.results).filter((pair) => pair.isDifferent || !onlyDifferent)
  return (
    <>
      <div class="sides">
        <section>
          <h2>
            <Head execution={left} />
          </h2>
          <h3>{t('input')}</h3>
          <JsonView value={left.input} name="input-1" />
        </section>
        <section>
          <h2>
            <Head execution={right} />
          </h2>
          <h3>{t('input')}</h3>
          <JsonView value={right.input} name="input-2" />
        </section>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={onlyDifferent}
          onChange={({ currentTarget }) => setOnlyDifferent(currentTarget.checked)}
        />
        {t('onlyDifferent')}
      </label>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('node')}</th>
              <th scope="col">{t('output')}</th>
              <th scope="col">{left.id}</th>
              <th scope="col">{right.id}</th>
            </tr>
          </thead>
          <tbody>
            {pairs.slice(0, MAX_ROWS).map((pair) => (
              <Row key={pair.key} pair={pair} />
            ))}
          </tbody>
        </table>
      </div>
      {pairs.length > MAX_ROWS && (
        <p class="muted">{t('cutRows', { count: MAX_ROWS, total: pairs.length })}</p>
      )}
    </>
  )
}

/** Two executions side by side, node by node. */
export const ComparePage = ({ ids }: { readonly ids: readonly [string, string] }) => {
  const t = useTexts(executionTexts)
  const { api } = useServices()
  const both = useResource(
    async (signal) => {
      const [left, right] = await Promise.all(
        ids.map((execution_id) =>
          ask(api.GET('/api/executions/{execution_id}', { params: { path: { execution_id } }, signal })),
        ),
      )
      return left && right && { left: left.data, right: right.data }
    },
    [...ids],
  )
  return (
    <main class="page wide" tabIndex={-1}>
      <p class="crumbs">
        <a href={hrefOf(['executions'])}>{t('executions')}</a>
      </p>
      <h1>{t('compare')}</h1>
      <Loaded resource={both}>{(data) => data && <Comparison {...data} />}</Loaded>
    </main>
  )
}
