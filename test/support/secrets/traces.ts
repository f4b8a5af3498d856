import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Texts that tell the value, in any of the ways in which programs write it. */
const tracesOf = (value: string): string[] => {
  const forms = [value, JSON.stringify(value).slice(1, -1)]
  return [
    ...forms,
    JSON.stringify(forms[1]).slice(1, -1),
    value.toLowerCase(),
    value.toUpperCase(),
    encodeURIComponent(value),
    new URLSearchParams([['', value]]).toString().slice(1),
    Buffer.from(value).toString('latin1'),
    Buffer.from(value).toString('hex'),
    ...forms.flatMap((form) => [0, 1, 2].flatMap((shift) => base64Traces(form, shift))),
  ]
}

/** Without the digits at both ends, which other bytes may share. */
const base64Traces = (text: string, shift: number): string[] =>
  (['base64', 'base64url'] as const).map((encoding) =>
    Buffer.from('x'.repeat(shift) + text)
      .toString(encoding)
      .replace(/=+$/, '')
      .slice(Math.ceil((shift * 4) / 3), -1),
  )

/** The first trace of the value in the text; `undefined` when there is none. */
export const traceOf = (value: string, text: string): string | undefined =>
  tracesOf(value.trim()).find((trace) => text.includes(trace))

/** Every byte of the files in a folder, each as one character. */
export const bytesIn = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return (await Promise.all(files.map(({ name }) => readFile(join(folder, name), 'latin1')))).join('\n')
}
