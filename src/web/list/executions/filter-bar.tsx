import { hrefOf } from '../../lib/route.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Field } from '../../lib/ui/field.tsx'
import { EXECUTION_STATUSES, statusTexts } from '../../lib/ui/status.tsx'
import { type FilterName, type Filters, fromLocalTime, statusesOf, toLocalTime } from './filters.ts'
import { executionListTexts, triggerTexts } from './texts.ts'

interface Choice {
  readonly value: string
  readonly text: string
}

const Choices = (properties: {
  readonly label: string
  readonly value: string | undefined
  readonly any: string
  readonly choices: readonly Choice[]
  readonly onChoose: (value: string) => void
}) => {
  const { label, value = '', any, choices, onChoose } = properties
  const isKnown = value === '' || choices.some((choice) => choice.value === value)
  return (
    <Field label={label}>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        <option value="">{any}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </Field>
  )
}

const TimeField = (properties: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}) => (
  <Field label={properties.label}>
    <input
      type="datetime-local"
      value={toLocalTime(properties.value)}
      onChange={({ currentTarget }) => properties.onChange(fromLocalTime(currentTarget.value))}
    />
  </Field>
)

const StatusChoice = ({
  filters,
  onChange,
}: {
  readonly filters: Filters
  readonly onChange: (value: string) => void
}) => {
  const t = useTexts(executionListTexts)
  const status = useTexts(statusTexts)
  const chosen = EXECUTION_STATUSES.filter((each) => statusesOf(filters).includes(each))
  const toggle = (value: string, isChosen: boolean) =>
    onChange(EXECUTION_STATUSES.filter((each) => (each === value ? isChosen : chosen.includes(each))).join())
  return (
    <div class="field">
      <span aria-hidden="true">{t('status')}</span>
      <details class="several">
        <summary
          aria-label={`${t('status')}: ${chosen.map((each) => status(each)).join(', ') || t('anyStatus')}`}
        >
          {chosen.map((each) => status(each)).join(', ') || t('anyStatus')}
        </summary>
        <fieldset>
          <legend class="spoken">{t('status')}</legend>
          {EXECUTION_STATUSES.map((value) => (
            <label key={value} class="check">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={({ currentTarget }) => toggle(value, currentTarget.checked)}
              />
              {status(value)}
            </label>
          ))}
        </fieldset>
      </details>
    </div>
  )
}

/** Each change goes into the address, so that a reload, a bookmark and "Back" keep it. */
export const FilterBar = ({
  filters,
  scripts,
}: {
  readonly filters: Filters
  readonly scripts: readonly { readonly id: number; readonly name: string }[]
}) => {
  const t = useTexts(executionListTexts)
  const { router } = useServices()
  const set = (name: FilterName) => (value: string) =>
    router.go(hrefOf(['executions'], { ...filters, [name]: value }))
  return (
    <search class="filters">
      <Field label={t('text')}>
        <input
          type="search"
          value={filters.q ?? ''}
          onChange={({ currentTarget }) => set('q')(currentTarget.value)}
        />
      </Field>
      <StatusChoice filters={filters} onChange={set('status')} />
      <Choices
        label={t('script')}
        any={t('anyScript')}
        value={filters.script_id}
        choices={scripts.map(({ id, name }) => ({ value: String(id), text: name }))}
        onChoose={set('script_id')}
      />
      <Choices
        label={t('trigger')}
        any={t('anyTrigger')}
        value={filters.trigger_kind}
        choices={Object.entries(triggerTexts).map(([value, text]) => ({ value, text: t(text) }))}
        onChoose={set('trigger_kind')}
      />
      <TimeField label={t('since')} value={filters.since} onChange={set('since')} />
      <TimeField label={t('until')} value={filters.until} onChange={set('until')} />
      <Field label={t('errorCode')}>
        <input
          type="search"
          value={filters.error_code ?? ''}
          onChange={({ currentTarget }) => set('error_code')(currentTarget.value)}
        />
      </Field>
      {Object.keys(filters).length > 0 && (
        <a class="button" href={hrefOf(['executions'])}>
          {t('clear')}
        </a>
      )}
    </search>
  )
}
