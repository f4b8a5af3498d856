import { useMemo } from 'preact/hooks'
import type { ControlProps, FormProps } from '../../form/control-props.ts'
import { Control } from '../../form/controls/control.tsx'
import { Form } from '../../form/form.tsx'
import { FormHostProvider } from '../../form/host.ts'
import { labelOf } from '../../form/labels.ts'
import { Marked } from '../../form/marked.tsx'
import { formTexts } from '../../form/texts.ts'
import { nodeTitle, type ScriptNode } from '../../graph/model.ts'
import type { NodeProblem } from '../../graph/problems.ts'
import { useCan, useLocale, useServices } from '../../lib/services.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { categoryOf } from '../look/categories.ts'
import { Icon } from '../look/icon.tsx'
import { useCodeSource } from '../state/code-source.ts'
import { useEditor } from '../state/context.ts'
import { INSPECTOR_TABS } from '../state/editor-ui.ts'
import { changeParameter } from '../state/parameter.ts'
import { inputFor, tryValue } from '../sync/run-alone.ts'
import { inspectorTexts } from '../texts/inspector.ts'
import { NodeBehaviour } from './node-behaviour.tsx'
import { NodeTest } from './node-test.tsx'

const renderers = {
  renderForm: (properties: FormProps) => <Form {...properties} />,
  renderControl: (properties: ControlProps) => <Control {...properties} />,
}

const PARAMETERS = 'parameters.'

export const NodeInspector = ({ node }: { readonly node: ScriptNode }) => {
  const t = useTexts(inspectorTexts)
  const { api } = useServices()
  const canExecute = useCan('execute')
  const { state, ui, lastRun, pinned } = useEditor()
  const tab = useStore(ui.tab)
  const problems = useStore(state.problems).byNode.get(node.id) ?? []
  const type = state.catalogue.get(node.type)
  const source = useCodeSource(node.id)
  const evaluate = canExecute
    ? async (text: unknown, kind: 'expression' | 'value') => {
        await lastRun.load()
        const { value: input, from } = inputFor(node.id, { pinned, lastRun })
        const surroundings = lastRun.surroundingsOf(node.id, text)
        return { result: await tryValue(api, { text, kind, input, ...surroundings }), from }
      }
    : undefined
  const host = {
    owner: node.id,
    unparsed: state.unparsed,
    source,
    isReadOnly: state.isReadOnly,
    evaluate,
    ...renderers,
  }
  const ofNode = problems.filter(({ field }) => !field.startsWith(PARAMETERS))
  return (
    <FormHostProvider value={host}>
      <header class="inspector-head">
        <span class={`card-icon ${categoryOf(node.type)}`}>
          <Icon name={node.type} />
        </span>
        <div>
          <h2>{nodeTitle(node)}</h2>
          <p class="muted">{state.catalogue.title(node.type)}</p>
        </div>
      </header>
      <div
        class="tabs"
        role="tablist"
        aria-label={t('inspector')}
        onKeyDown={(event) => moveTab(event, tab, ui.tab)}
      >
        {INSPECTOR_TABS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-selected={tab === each}
            aria-controls="tab-panel"
            tabIndex={tab === each ? 0 : -1}
            onClick={() => ui.tab.set(each)}
          >
            {t(each)}
          </button>
        ))}
      </div>
      <div class="inspector-body" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        {ofNode.length > 0 && (
          <ul class="form-problems">
            {ofNode.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        )}
        {!type && <p class="form-problem">{t('unknownType', { type: node.type })}</p>}
        {tab === 'parameters' && <Parameters node={node} problems={problems} />}
        {tab === 'behaviour' && <NodeBehaviour node={node} />}
        {tab === 'test' && <NodeTest node={node} />}
        {tab === 'parameters' && type && (
          <details class="type-help">
            <summary>{type.title}</summary>
            <Marked text={type.description} />
          </details>
        )}
      </div>
    </FormHostProvider>
  )
}

const moveTab = (
  event: KeyboardEvent,
  tab: string,
  store: { set(tab: (typeof INSPECTOR_TABS)[number]): void },
) => {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0) return
  const index = INSPECTOR_TABS.findIndex((each) => each === tab)
  const next = INSPECTOR_TABS.at((index + step) % INSPECTOR_TABS.length)
  if (!next) return
  event.preventDefault()
  store.set(next)
  document.getElementById(`tab-${next}`)?.focus()
}

const Parameters = ({
  node,
  problems,
}: {
  readonly node: ScriptNode
  readonly problems: readonly NodeProblem[]
}) => {
  const t = useTexts(formTexts)
  const locale = useLocale()
  const { state } = useEditor()
  const fields = state.catalogue.fieldsOf(node.type)
  const byField = useMemo(() => parameterProblems(problems), [problems])
  if (fields.length === 0) return <p class="muted">{t('noParameters')}</p>
  return (
    <Form
      fields={fields}
      values={node.parameters}
      problems={byField}
      onChange={(name, value) =>
        changeParameter(state, node.id, { name, value, label: labelOf(name, locale) })
      }
    />
  )
}

const parameterProblems = (problems: readonly NodeProblem[]): ReadonlyMap<string, readonly string[]> => {
  const ofParameters = problems.filter(({ field }) => field.startsWith(PARAMETERS))
  const grouped = Map.groupBy(ofParameters, ({ field }) => field.slice(PARAMETERS.length))
  return new Map([...grouped].map(([field, list]) => [field, list.map(({ message }) => message)]))
}
