import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { expectedNames, fromFields, toFields } from './input-fields.ts'
import { InputForm } from './input-form.tsx'
import { readOffered, rememberInput } from './remembered-input.ts'
import { runTexts } from './texts.ts'

type Script = Schemas['Script']

export interface RunDialogProps {
  readonly scriptId: number
  readonly onStarted: (execution: Schemas['Execution']) => void
  readonly onClose: () => void
}

interface RunFormProps extends RunDialogProps {
  readonly script: Script
  /** The input that is offered, as JSON. */
  readonly offered: string
}

const RunForm = ({ script, offered, onStarted, onClose }: RunFormProps) => {
  const t = useTexts(runTexts)
  const { api, storage, notices } = useServices()
  const [text, setText] = useState(offered)
  const [isBusy, setBusy] = useState(false)
  const parsed = parseJson(text)
  const problem = 'error' in parsed ? parsed.error : undefined
  const asFields = (names: readonly string[]) =>
    'value' in parsed ? toFields(parsed.value, names) : undefined
  const [fields, setFields] = useState(() => asFields(expectedNames(script)))

  const run = async () => {
    if (!fields && 'error' in parsed) return
    const given = 'value' in parsed ? parsed.value : undefined
    const input = fields ? (fields.length > 0 ? fromFields(fields) : undefined) : given
    rememberInput(storage, script.id, input)
    const { data } = await ask(
      api.POST('/api/scripts/{script_id}/execute', {
        params: { path: { script_id: script.id }, header: { prefer: 'respond-async' } },
        body: input === undefined ? {} : { input },
      }),
    )
    onStarted(data)
  }

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    run()
      .catch((error) => notices.error(error))
      .finally(() => setBusy(false))
  }

  const toJson = () => {
    if (fields && fields.length > 0) setText(JSON.stringify(fromFields(fields), null, 2))
    setFields(undefined)
  }

  return (
    <form onSubmit={submit}>
      <fieldset class="segmented">
        <legend class="spoken">{t('inputAs')}</legend>
        <label>
          <input
            type="radio"
            name="kind"
            checked={fields !== undefined}
            disabled={fields === undefined && !asFields([])}
            onChange={() => setFields(asFields(expectedNames(script)))}
          />
          {t('asForm')}
        </label>
        <label>
          <input type="radio" name="kind" checked={fields === undefined} onChange={toJson} />
          {t('asJson')}
        </label>
      </fieldset>
      {fields ? (
        <InputForm fields={fields} onChange={setFields} />
      ) : (
        <label class="field">
          <span>{t('input')}</span>
          <textarea
            rows={10}
            spellcheck={false}
            value={text}
            aria-invalid={problem !== undefined}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          {problem !== undefined && <small class="bad">{t('notJson', { problem })}</small>}
        </label>
      )}
      <p class="muted">{t('remembered')}</p>
      <div class="actions">
        <button type="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary" disabled={isBusy || (!fields && problem !== undefined)}>
          {t('run')}
        </button>
      </div>
    </form>
  )
}

/** Asks for the input of a script and starts it. */
export const RunDialog = (properties: RunDialogProps) => {
  const t = useTexts(runTexts)
  const { api, storage } = useServices()
  const { scriptId, onClose } = properties
  const script = useResource(
    async (signal) => {
      const params = { path: { script_id: scriptId } }
      const [{ data }, offered] = await Promise.all([
        ask(api.GET('/api/scripts/{script_id}', { params, signal })),
        readOffered({ api, storage }, scriptId, signal),
      ])
      return { script: data, offered }
    },
    [scriptId],
  )
  return (
    <Dialog title={t('title', { name: script.data?.script.name ?? '' })} onClose={onClose}>
      <Loaded resource={script}>{(data) => <RunForm {...properties} {...data} />}</Loaded>
    </Dialog>
  )
}
