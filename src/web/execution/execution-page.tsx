import { useMemo, useState } from 'preact/hooks'
import { ask } from '../lib/api.ts'
import { JsonView } from '../lib/json/json-view.tsx'
import type { Connection } from '../lib/live/follow.ts'
import { useResource } from '../lib/resource.ts'
import { hrefOf } from '../lib/route.ts'
import { useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { isFinal, Status } from '../lib/ui/status.tsx'
import { Age, Duration, useNow } from '../lib/ui/times.tsx'
import { executionListTexts, triggerTexts } from '../list/executions/texts.ts'
import { ExecutionActions } from './execution-actions.tsx'
import { RunGraph } from './graph/run-graph.tsx'
import { runStates } from './graph/run-states.ts'
import { useRunGraph } from './graph/use-run-graph.ts'
import type { ExecutionView, Summary } from './model/execution-view.ts'
import { groupResults, type NodeGroup } from './model/groups.ts'
import type { ReadExecution } from './model/read-execution.ts'
import { useExecution } from './model/use-execution.ts'
import { NodeDetails } from './node/node-details.tsx'
import { executionTexts } from './texts.ts'
import { spanOf } from './timeline/bars.ts'
import { Timeline } from './timeline/timeline.tsx'

const LIVE_MS = 250

const ConnectionNote = ({ connection }: { readonly connection: Connection }) => {
  const t = useTexts(executionTexts)
  if (connection === 'lost' || connection === 'polling') {
    return (
      <p class="problem" role="status">
        {t(connection)}
      </p>
    )
  }
  return null
}

const Facts = ({ execution, now }: { readonly execution: Summary; readonly now: number }) => {
  const t = useTexts(executionTexts)
  const trigger = useTexts(executionListTexts)
  const { created_at, started_at, duration_ms, attempts, retry_of, status, script_version } = execution
  const { scheduled_at } = execution.trigger
  const running = !isFinal(status) && started_at !== null ? now - Date.parse(started_at) : null
  return (
    <dl class="facts">
      <div>
        <dt>{t('trigger')}</dt>
        <dd>{trigger(triggerTexts[execution.trigger.kind])}</dd>
      </div>
      <div>
        <dt>{t('created')}</dt>
        <dd>
          <Age time={created_at} />
        </dd>
      </div>
      {status === 'scheduled' && scheduled_at !== null && (
        <div>
          <dt>{t('scheduledFor')}</dt>
          <dd>
            <Age time={scheduled_at} />
          </dd>
        </div>
      )}
      <div>
        <dt>{t('duration')}</dt>
        <dd>
          <Duration ms={duration_ms ?? running} />
        </dd>
      </div>
      {attempts > 1 && (
        <div>
          <dt>{t('attempts')}</dt>
          <dd>{attempts}</dd>
        </div>
      )}
      {script_version !== null && (
        <div>
          <dt>{t('version')}</dt>
          <dd>{script_version}</dd>
        </div>
      )}
      {retry_of !== null && (
        <div>
          <dt>{t('retryOf')}</dt>
          <dd>
            <a href={hrefOf(['executions', retry_of])}>
              <code>{retry_of}</code>
            </a>
          </dd>
        </div>
      )}
    </dl>
  )
}

const Whole = ({ read: { whole } }: { readonly read: ReadExecution }) => {
  const t = useTexts(executionTexts)
  if (!whole) {
    return (
      <div class="details">
        <h2>{t('whole')}</h2>
        <p class="muted">{t('tooLarge')}</p>
      </div>
    )
  }
  const { input, output, status } = whole
  return (
    <div class="details">
      <h2>{t('whole')}</h2>
      <section>
        <h3>{t('input')}</h3>
        {input == null ? <p class="muted">{t('nothing')}</p> : <JsonView value={input} name="input" />}
      </section>
      {isFinal(status) && (
        <section>
          <h3>{t('output')}</h3>
          {output == null ? <p class="muted">{t('nothing')}</p> : <JsonView value={output} name="output" />}
        </section>
      )}
    </div>
  )
}

const Body = ({ view, read }: { readonly view: ExecutionView; readonly read: ReadExecution }) => {
  const t = useTexts(executionTexts)
  // Null once the user has chosen the whole execution; until a choice is made, what failed is shown.
  const [chosen, setChosen] = useState<string | null>()
  const { execution } = view
  const isRunning = !isFinal(execution.status)
  const now = useNow(isRunning ? LIVE_MS : 60_000)
  const groups = useMemo(() => groupResults(view.results.values()), [view])
  const graph = useRunGraph(execution.id)
  const nodes = useMemo(() => new Map(graph.data?.model.nodes.map((node) => [node.id, node])), [graph.data])
  const nameOf = (nodeId: string) => nodes.get(nodeId)?.name ?? nodeId
  const states = useMemo(() => runStates(groups, (id) => nodes.get(id)?.type), [groups, nodes])
  const failure = execution.error
  const failed = groups.find(({ nodeId, status }) => nodeId === failure?.node_id && status === 'failed')
  const selected = chosen === undefined ? failed?.key : chosen
  const group = groups.find(({ key }) => key === selected)
  const isOwn = ({ key, nodeId }: NodeGroup) => states.get(nodeId)?.key === key
  const since = execution.retry_of === null ? 0 : Date.parse(execution.started_at ?? execution.created_at)
  return (
    <>
      {failure && (
        <div class="problem">
          <code>{failure.code}</code>
          <span>
            {failed && <strong>{nameOf(failed.nodeId)}: </strong>}
            {failure.message}
          </span>
          {failed && group !== failed && (
            <button type="button" class="small" onClick={() => setChosen(failed.key)}>
              {t('failedAt')}
            </button>
          )}
        </div>
      )}
      <Facts execution={execution} now={now} />
      {read.isCut && <p class="muted">{t('cutResults', { count: view.results.size })}</p>}
      {graph.data && (
        <div class="card">
          <RunGraph
            {...graph.data}
            states={states}
            selected={group && isOwn(group) ? group.nodeId : undefined}
            onSelect={(nodeId) => setChosen(states.get(nodeId)?.key ?? null)}
          />
        </div>
      )}
      <div class="split">
        <section class="card" aria-label={t('timeline')}>
          <button type="button" class="bar-row whole" aria-pressed={!group} onClick={() => setChosen(null)}>
            <span class="bar-name">{t('whole')}</span>
          </button>
          <Timeline
            groups={groups}
            nameOf={nameOf}
            span={spanOf(view.results.values(), now, since)}
            now={now}
            selected={group?.key}
            onSelect={setChosen}
          />
        </section>
        <section class="card" aria-label={t('details')}>
          {group ? (
            <NodeDetails
              key={group.key}
              executionId={execution.id}
              group={group}
              name={nameOf(group.nodeId)}
              editHref={
                execution.script_id !== null && isOwn(group)
                  ? hrefOf(['scripts', execution.script_id], { node: group.nodeId })
                  : undefined
              }
            />
          ) : (
            <Whole read={read} />
          )}
        </section>
      </div>
    </>
  )
}

const Title = ({ execution }: { readonly execution: Summary }) => {
  const t = useTexts(executionTexts)
  const { api } = useServices()
  const { script_id } = execution
  const script = useResource(
    async (signal) =>
      script_id === null
        ? undefined
        : (await ask(api.GET('/api/scripts/{script_id}', { params: { path: { script_id } }, signal }))).data,
    [script_id],
  )
  const name = script.data?.name ?? (script_id === null ? t('deletedScript') : `#${script_id}`)
  return (
    <div class="title-block">
      <p class="crumbs">
        <a href={hrefOf(['executions'])}>{t('executions')}</a> / <code>{execution.id}</code>
      </p>
      <h1>
        {name} <Status status={execution.status} />
      </h1>
    </div>
  )
}

/** One execution, live while it runs. */
export const ExecutionPage = ({ id }: { readonly id: string }) => {
  const { view, read, connection, error, reload } = useExecution(id)
  const data = view && read ? { view, read } : undefined
  return (
    <main class="page wide" tabIndex={-1}>
      <Loaded resource={{ data, error, isLoading: !data, reload }}>
        {({ view: shown, read: last }) => (
          <>
            <div class="page-head">
              <Title execution={shown.execution} />
              <ExecutionActions execution={shown.execution} onChanged={reload} />
            </div>
            <ConnectionNote connection={connection} />
            <Body view={shown} read={last} />
          </>
        )}
      </Loaded>
    </main>
  )
}
