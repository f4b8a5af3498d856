import { layOut } from '../../graph/layout/layout.ts'
import type { LayoutAnswer, LayoutQuestion } from './question.ts'

self.onmessage = ({ data: { graph, sizes } }: MessageEvent<LayoutQuestion>) => {
  const answer: LayoutAnswer = layOut(graph, sizes)
  self.postMessage(answer)
}
