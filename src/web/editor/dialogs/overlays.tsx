import { useStore } from '../../lib/store.ts'
import { useEditor } from '../state/context.ts'
import type { Saving } from '../sync/saving.ts'
import { Versions } from '../versions/versions.tsx'
import { AddNode } from './add-node.tsx'
import { ConnectNode } from './connect-node.tsx'
import { ContextMenu } from './context-menu.tsx'
import { FindNode } from './find-node.tsx'
import { Keys } from './keys.tsx'
import { ProblemList } from './problem-list.tsx'
import { RunScript } from './run-script.tsx'

/** What is open above the editor. */
export const Overlays = ({ saving }: { readonly saving: Saving }) => {
  const { ui } = useEditor()
  const overlay = useStore(ui.overlay)
  switch (overlay?.kind) {
    case 'add':
      return <AddNode place={overlay.place} />
    case 'find':
      return <FindNode />
    case 'connect':
      return <ConnectNode id={overlay.node} />
    case 'menu':
      return <ContextMenu key={JSON.stringify(overlay)} subject={overlay.of} at={overlay.at} />
    case 'problems':
      return <ProblemList />
    case 'run':
      return <RunScript />
    case 'keys':
      return <Keys />
    case 'versions':
      return <Versions saving={saving} />
    default:
      return null
  }
}
