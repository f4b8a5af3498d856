import { RunDialog } from '../../execution/run/run-dialog.tsx'
import { hrefOf } from '../../lib/route.ts'
import { useServices } from '../../lib/services.ts'
import { useEditor } from '../state/context.ts'

/** Runs the script and leads to its execution. */
export const RunScript = () => {
  const { router } = useServices()
  const { state, ui } = useEditor()
  return (
    <RunDialog
      scriptId={state.scriptId}
      onClose={() => ui.close()}
      onStarted={({ id }) => {
        ui.close()
        router.go(hrefOf(['executions', id]))
      }}
    />
  )
}
