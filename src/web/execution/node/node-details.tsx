import { useState } from 'preact/hooks'
import { JsonView } from '../../lib/json/json-view.tsx'
import { useTexts } from '../../lib/texts.ts'
import { Status, statusTexts } from '../../lib/ui/status.tsx'
import { Age, Duration } from '../../lib/ui/times.tsx'
import { type NodeResult, resultKey } from '../model/execution-view.ts'
import type { NodeGroup } from '../model/groups.ts'
import { executionTexts } from '../texts.ts'
import { tableIn } from './table-rows.ts'
import { TableView } from './table-view.tsx'
import { useNodeResult } from './use-node-result.ts'

const MAX_CHOICES = 500

const Failure = ({ error }: { readonly error: NonNullable<NodeResult['error']> }) => {
  const t = useTexts(executionTexts)
  return (
    <section>
      <h3>{t('error')}</h3>
      <div class="problem">
        <code>{error.code}</code>
        <span>{error.message}</span>
      </div>
      {error.details !== undefined && <JsonView value={error.details} name="error" />}
    </section>
  )
}

const Console = ({ lines }: { readonly lines: NonNullable<NodeResult['logs']> }) => {
  const t = useTexts(executionTexts)
  return (
    <section>
      <h3>{t('console')}</h3>
      <ol class="console">
        {lines.map(({ level, message }, index) => (
          <li key={index} class={level}>
            <span class="level">{level}</span>
            <span>{message}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Why the attempts failed that were followed by another one. */
const EarlierErrors = ({ errors }: { readonly errors: NonNullable<NodeResult['earlier_errors']> }) => {
  const t = useTexts(executionTexts)
  return (
    <section>
      <h3>{t('earlierErrors')}</h3>
      <ol class="plain-list">
        {errors.map(({ attempt, code, message, failed_at }) => (
          <li key={attempt}>
            {t('attempt', { number: attempt })} <Age time={failed_at} /> <code>{code}</code> {message}
          </li>
        ))}
      </ol>
    </section>
  )
}

const Warnings = ({ warnings }: { readonly warnings: NonNullable<NodeResult['warnings']> }) => {
  const t = useTexts(executionTexts)
  return (
    <section>
      <h3>{t('warnings')}</h3>
      <ul class="plain-list">
        {warnings.map(({ path, expression, message }) => (
          <li key={`${path} ${expression}`}>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Facts = ({ result }: { readonly result: NodeResult }) => {
  const t = useTexts(executionTexts)
  const { type, path, attempts, duration_ms, port, waiting_for } = result
  return (
    <dl class="facts">
      <div>
        <dt>{t('type')}</dt>
        <dd>
          <code>{type}</code>
        </dd>
      </div>
      {path !== undefined && (
        <div>
          <dt>{t('path')}</dt>
          <dd>
            <code>{path}</code>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('duration')}</dt>
        <dd>
          <Duration ms={duration_ms} />
        </dd>
      </div>
      <div>
        <dt>{t('attempts')}</dt>
        <dd>{attempts}</dd>
      </div>
      {port !== undefined && (
        <div>
          <dt>{t('port')}</dt>
          <dd>
            <code>{port}</code>
          </dd>
        </div>
      )}
      {waiting_for && (
        <div>
          <dt>{t('waits', { name: waiting_for.name })}</dt>
          <dd>{waiting_for.until ?? ''}</dd>
        </div>
      )}
    </dl>
  )
}

const Chooser = (properties: {
  readonly group: NodeGroup
  readonly selected: NodeResult
  readonly onSelect: (key: string) => void
}) => {
  const { group, selected, onSelect } = properties
  const t = useTexts(executionTexts)
  const status = useTexts(statusTexts)
  const [onlyFailed, setOnlyFailed] = useState(false)
  const shown = onlyFailed ? group.results.filter((result) => result.status === 'failed') : group.results
  return (
    <div class="chooser">
      <label class="field">
        <span>{t('ofRuns', { count: group.results.length })}</span>
        <select value={resultKey(selected)} onChange={({ currentTarget }) => onSelect(currentTarget.value)}>
          {shown.slice(0, MAX_CHOICES).map((result) => (
            <option key={resultKey(result)} value={resultKey(result)}>
              {result.path} · {status(result.status)}
            </option>
          ))}
        </select>
      </label>
      {group.counts.failed !== undefined && (
        <label class="check">
          <input
            type="checkbox"
            checked={onlyFailed}
            onChange={({ currentTarget }) => setOnlyFailed(currentTarget.checked)}
          />
          {t('onlyFailed')}
        </label>
      )}
    </div>
  )
}

const firstOf = ({ results }: NodeGroup): NodeResult | undefined =>
  results.find(({ status }) => status === 'failed') ?? results[0]

/** What the node was given and has given, which lists and streams do not have of all. */
const Values = ({ executionId, result }: { readonly executionId: string; readonly result: NodeResult }) => {
  const t = useTexts(executionTexts)
  const { node_id, path } = result
  const detail = useNodeResult(executionId, result)
  const { input, output, logs, warnings, earlier_errors } = { ...detail.data, ...result }
  const table = tableIn(output)
  return (
    <>
      {earlier_errors && earlier_errors.length > 0 && <EarlierErrors errors={earlier_errors} />}
      {warnings && warnings.length > 0 && <Warnings warnings={warnings} />}
      {logs && logs.length > 0 && <Console lines={logs} />}
      {input !== undefined && (
        <section>
          <h3>{t('input')}</h3>
          <JsonView value={input} name={`${node_id}-input`} />
        </section>
      )}
      {output !== undefined && (
        <section>
          <h3>{t('output')}</h3>
          {table ? (
            <TableView table={table} place={{ executionId, nodeId: node_id, path }} />
          ) : (
            <JsonView value={output} name={`${node_id}-output`} />
          )}
        </section>
      )}
    </>
  )
}

/** What one node did; of a node in a loop, what it did for one of the items. */
export const NodeDetails = ({
  executionId,
  group,
  name,
  editHref,
}: {
  readonly executionId: string
  readonly group: NodeGroup
  readonly name: string
  /** Where the node is edited, if it is one of the script itself. */
  readonly editHref: string | undefined
}) => {
  const t = useTexts(executionTexts)
  const [chosen, setChosen] = useState<string>()
  const result = group.results.find((each) => resultKey(each) === chosen) ?? firstOf(group)
  if (!result) return null
  const { error, status } = result
  return (
    <div class="details">
      <div class="page-head">
        <h2>{name}</h2>
        <Status status={status} />
        {editHref !== undefined && (
          <a class="button small" href={editHref}>
            {t('editNode')}
          </a>
        )}
      </div>
      {group.results.length > 1 && <Chooser group={group} selected={result} onSelect={setChosen} />}
      <Facts result={result} />
      {error && <Failure error={error} />}
      <Values key={resultKey(result)} executionId={executionId} result={result} />
    </div>
  )
}
