const MARGIN = 8

/** Shows an element in the top layer on one side of a place, or on the other where there is more room. */
export const placePopover = (
  popover: HTMLElement,
  { left, top, bottom }: DOMRect,
  side: 'above' | 'below',
): void => {
  if (!popover.matches(':popover-open')) popover.showPopover()
  const { offsetWidth: width, offsetHeight: height } = popover
  const room = { above: top, below: innerHeight - bottom }
  const other = side === 'above' ? 'below' : 'above'
  const chosen = height <= room[side] || room[side] >= room[other] ? side : other
  popover.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`
  popover.style.top = `${chosen === 'below' ? bottom : Math.max(0, top - height)}px`
}

/** Where a position of a text is drawn. */
export const rectAt = (element: HTMLElement, position: number): DOMRect => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let left = position
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node.nodeValue ?? ''
    if (left <= length) {
      const range = document.createRange()
      range.setStart(node, left)
      range.setEnd(node, left)
      return range.getBoundingClientRect()
    }
    left -= length
  }
  return element.getBoundingClientRect()
}
