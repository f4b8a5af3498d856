import { useMemo, useState } from 'preact/hooks'
import { nodeTitle } from '../../graph/model.ts'
import { type Api, ask } from '../../lib/api.ts'
import { JsonView } from '../../lib/json/json-view.tsx'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { Status } from '../../lib/ui/status.tsx'
import { Age, Duration } from '../../lib/ui/times.tsx'
import type { NodeResult } from '../model/execution-view.ts'
import { type ListedResult, type ReadExecution, readExecution } from '../model/read-execution.ts'
import { useNodeResult } from '../node/use-node-result.ts'
import { executionTexts } from '../texts.ts'
import { type Pair, pairResults } from './pairs.ts'

const MAX_ROWS = 500

const Outcome = ({ result }: { readonly result: NodeResult | undefined }) => {
  const t = useTexts(executionTexts)
  return result ? (
    <>
      <Status status={result.status} /> <Duration ms={result.duration_ms} />
    </>
  ) : (
    <span class="muted">{t('nothing')}</span>
  )
}

const Failure = ({ error }: { readonly error: NodeResult['error'] | undefined }) =>
  error ? (
    <div class="problem">
      <code>{error.code}</code> {error.message}
    </div>
  ) : null

/** The output of a node that was listed without. */
const ReadOutput = ({ executionId, result, name }: OutputProps & { readonly result: NodeResult }) => (
  <Loaded resource={useNodeResult(executionId, result)}>
    {({ output }) => output !== undefined && <JsonView value={output} name={name} />}
  </Loaded>
)

interface OutputProps {
  readonly executionId: string
  readonly name: string
}

const Output = ({ result, ...rest }: OutputProps & { readonly result: ListedResult | undefined }) => (
  <div>
    {result && <Failure error={result.error} />}
    {result?.output !== undefined ? (
      <JsonView value={result.output} name={rest.name} />
    ) : (
      result?.output_bytes && <ReadOutput {...rest} result={result} />
    )}
  </div>
)

interface RowProps {
  readonly pair: Pair
  readonly names: NodeNames
  readonly ids: readonly [string, string]
}

const Row = ({ pair: { left, right, isDifferent }, names, ids }: RowProps) => {
  const t = useTexts(executionTexts)
  const [isOpen, setOpen] = useState(false)
  const { node_id, path } = left ?? right ?? { node_id: '' }
  return (
    <>
      <tr class={isDifferent ? 'different' : ''}>
        <td>
          <button
            type="button"
            class="plain small"
            aria-expanded={isOpen}
            title={node_id}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? '▾' : '▸'} {path !== undefined && <span class="muted">{path}</span>}{' '}
            {names.get(node_id) ?? node_id}
          </button>
        </td>
        <td>{t(isDifferent ? 'different' : isDifferent === false ? 'same' : 'sameLength')}</td>
        <td>
          <Outcome result={left} />
        </td>
        <td>
          <Outcome result={right} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={4}>
            <div class="sides">
              <Output executionId={ids[0]} result={left} name={`${node_id}-1`} />
              <Output executionId={ids[1]} result={right} name={`${node_id}-2`} />
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

const Side = ({ execution, name }: { readonly execution: ReadExecution; readonly name: string }) => {
  const t = useTexts(executionTexts)
  const { summary, results, whole, isCut } = execution
  return (
    <section>
      <h2>
        <a href={hrefOf(['executions', summary.id])}>
          <code>{summary.id}</code>
        </a>{' '}
        <Status status={summary.status} />
      </h2>
      <p class="muted">
        <Age time={summary.created_at} />
        {summary.script_version !== null && ` · ${t('version')} ${summary.script_version}`}
      </p>
      {isCut && <p class="muted">{t('cutResults', { count: results.length })}</p>}
      {whole ? (
        <>
          <h3>{t('input')}</h3>
          <JsonView value={whole.input} name={name} />
        </>
      ) : (
        <p class="muted">{t('tooLarge')}</p>
      )}
    </section>
  )
}

interface ComparisonProps {
  readonly left: ReadExecution
  readonly right: ReadExecution
  readonly names: NodeNames
}

const Comparison = ({ left, right, names }: ComparisonProps) => {
  const t = useTexts(executionTexts)
  const [onlyDifferent, setOnlyDifferent] = useState(false)
  const all = useMemo(() => pairResults(left.results, right.results), [left, right])
  const pairs = onlyDifferent ? all.filter((pair) => pair.isDifferent !== false) : all
  const ids = [left.summary.id, right.summary.id] as const
  return (
    <>
      <div class="sides">
        <Side execution={left} name="input-1" />
        <Side execution={right} name="input-2" />
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
              <th scope="col">{ids[0]}</th>
              <th scope="col">{ids[1]}</th>
            </tr>
          </thead>
          <tbody>
            {pairs.slice(0, MAX_ROWS).map((pair) => (
              <Row key={pair.key} pair={pair} names={names} ids={ids} />
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

/** What nodes are called in the graphs that ran; where they differ, in the second one. */
type NodeNames = ReadonlyMap<string, string>

const readNames = async (api: Api, ids: readonly string[], signal: AbortSignal): Promise<NodeNames> => {
  const graphs = await Promise.all(
    ids.map(async (execution_id) => {
      const params = { path: { execution_id } }
      return (await ask(api.GET('/api/executions/{execution_id}/graph', { params, signal }))).data.nodes
    }),
  )
  return new Map(graphs.flat().map((node) => [node.id, nodeTitle(node)]))
}

/** Two executions side by side, node by node. */
export const ComparePage = ({ ids }: { readonly ids: readonly [string, string] }) => {
  const t = useTexts(executionTexts)
  const { api } = useServices()
  const both = useResource(
    async (signal) => {
      const [names, left, right] = await Promise.all([
        readNames(api, ids, signal),
        ...ids.map((id) => readExecution(api, id, signal)),
      ])
      return left && right && { left, right, names }
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
