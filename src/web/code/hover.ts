import type { Extension } from '@codemirror/state'
import { hoverTooltip } from '@codemirror/view'
import type { Schemas } from '../lib/api.ts'
import { describeFunction } from './function-help.ts'

/** Explains the function under the pointer. */
export const showFunctionHelp = (functions: () => readonly Schemas['ExpressionFunction'][]): Extension =>
  hoverTooltip((view, position) => {
    const line = view.state.doc.lineAt(position)
    for (const match of line.text.matchAll(/\$[A-Za-z_]\w*/g)) {
      const from = line.from + match.index
      const end = from + match[0].length
      if (position < from || position > end) continue
      const info = functions().find(({ name }) => name === match[0])
      return info ? { pos: from, end, above: true, create: () => ({ dom: describeFunction(info) }) } : null
    }
    return null
  })
