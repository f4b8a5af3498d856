/** Parts of a text of about this many characters, never with half of one at an end. */
const PART = 65_536

export function* textParts(text: string, start = 0): Generator<string> {
  while (start < text.length) {
    const end = start + PART + (/[\ud800-\udbff]/.test(text[start + PART - 1] ?? '') ? 1 : 0)
    yield text.slice(start, end)
    start = end
  }
}
