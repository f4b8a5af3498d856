import { hrefOf } from '../lib/route.ts'

/** Draws and edits the graph of a script. */
export const Editor = ({ scriptId }: { readonly scriptId: number }) => (
  <main class="page">
    <h1>{`#${scriptId}`}</h1>
    <p>
      <a href={hrefOf(['scripts'])}>←</a>
    </p>
  </main>
)
