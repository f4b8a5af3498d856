/** The kind of data that a dragged entry of the palette carries. */
export const DRAGGED_TYPE = 'application/x-scriptd-node-type'
