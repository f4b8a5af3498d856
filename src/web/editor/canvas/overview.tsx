import { useStore as useFlowStore, useReactFlow } from '@xyflow/react'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { nodeSize } from '../../graph/size.ts'
import { useStore } from '../../lib/store.ts'
import { useIsDark } from '../../lib/theme.ts'
import { useEditor, useModel } from '../state/context.ts'

const WIDTH = 190
const HEIGHT = 120
const MARGIN = 200

/** The whole graph on a small drawing, with the part that is seen; a click or drag on it moves the view. */
export const Overview = () => {
  const model = useModel()
  const { state } = useEditor()
  const problems = useStore(state.problems)
  const selection = useStore(state.selection)
  const isDark = useIsDark()
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useReactFlow()
  const [x, y, zoom] = useFlowStore((store) => store.transform)
  const width = useFlowStore((store) => store.width)
  const height = useFlowStore((store) => store.height)
  const frame = useMemo(
    () => frameOf(model.nodes.map(({ position }) => position ?? { x: 0, y: 0 })),
    [model.nodes],
  )

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !canvas.current) return
    // Custom properties are not resolved, unlike the properties that they are given to in the style sheet.
    const { color, borderTopColor: bad, outlineColor: accent } = getComputedStyle(canvas.current)
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    context.clearRect(0, 0, WIDTH, HEIGHT)
    const size = nodeSize(1)
    for (const { id, position = { x: 0, y: 0 } } of model.nodes) {
      const isMarked = problems.byNode.has(id)
      context.fillStyle = isMarked ? bad : selection.nodes.has(id) ? accent : color
      context.fillRect(
        (position.x - frame.x) * frame.scale,
        (position.y - frame.y) * frame.scale,
        Math.max(2, size.width * frame.scale),
        Math.max(2, size.height * frame.scale),
      )
    }
  }, [model.nodes, frame, problems, selection, isDark])

  const go = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect()
    if (!box || event.buttons !== 1) return
    const point = {
      x: (event.clientX - box.x) / frame.scale + frame.x,
      y: (event.clientY - box.y) / frame.scale + frame.y,
    }
    void flow.setCenter(point.x, point.y, { zoom })
  }
  if (model.nodes.length < 2) return null
  // All that it shows and does is reached by other ways with the keyboard.
  return (
    <div class="overview" aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <canvas ref={canvas} width={WIDTH * devicePixelRatio} height={HEIGHT * devicePixelRatio} />
      <div
        class="overview-view"
        style={{
          left: (-x / zoom - frame.x) * frame.scale,
          top: (-y / zoom - frame.y) * frame.scale,
          width: (width / zoom) * frame.scale,
          height: (height / zoom) * frame.scale,
        }}
      />
    </div>
  )
}

const frameOf = (positions: readonly { x: number; y: number }[]) => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of positions) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + nodeSize(1).width)
    bottom = Math.max(bottom, y + nodeSize(1).height)
  }
  const [width, height] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN]
  const scale = Math.min(WIDTH / width, HEIGHT / height)
  return {
    scale,
    x: (left + right) / 2 - WIDTH / scale / 2,
    y: (top + bottom) / 2 - HEIGHT / scale / 2,
  }
}
