export const NODE_WIDTH = 220
const PLAIN_HEIGHT = 60
const HEAD_HEIGHT = 52
const PORT_HEIGHT = 22
const FOOT_HEIGHT = 6

export interface Size {
  readonly width: number
  readonly height: number
}

/** The size of a node on the canvas, which depends on its number of output ports only. */
export const nodeSize = (ports: number): Size => ({
  width: NODE_WIDTH,
  height: ports <= 1 ? PLAIN_HEIGHT : HEAD_HEIGHT + ports * PORT_HEIGHT + FOOT_HEIGHT,
})

/** Where the middle of an output port is, from the top of the node. */
export const portY = (index: number, ports: number): number =>
  ports <= 1 ? PLAIN_HEIGHT / 2 : HEAD_HEIGHT + index * PORT_HEIGHT + PORT_HEIGHT / 2

export const inputY = (ports: number): number => (ports <= 1 ? PLAIN_HEIGHT / 2 : HEAD_HEIGHT / 2)
