import type { ScriptNode } from '../../graph/model.ts'

export const NodeTest = ({ node }: { readonly node: ScriptNode }) => <p class="muted">{node.id}</p>
