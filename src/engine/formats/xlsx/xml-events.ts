import { StringDecoder } from 'node:string_decoder'
import sax from 'sax'

/** What of a part of a workbook is looked at; names are without their prefixes. */
export interface XmlEvents {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/** Reads XML chunk by chunk. Yields once for each, so that what `events` has gathered is taken before it becomes much. */
export async function* readXmlEvents(
  chunks: AsyncIterable<Buffer>,
  events: XmlEvents,
): AsyncGenerator<undefined> {
  const reader = sax.parser(true, { trim: false, normalize: false, position: false })
  const decoder = new StringDecoder('utf8')
  reader.onerror = (error) => {
    throw error
  }
  reader.onopentag = (tag) => {
    // Guarantee: without `xmlns`, attributes are texts.
    events.open?.(localName(tag.name), (tag as sax.Tag).attributes)
  }
  reader.ontext = (text) => events.text?.(text)
  reader.oncdata = (text) => events.text?.(text)
  reader.onclosetag = (name) => events.close?.(localName(name))
  for await (const chunk of chunks) {
    reader.write(decoder.write(chunk))
    yield
  }
  reader.write(decoder.end()).close()
  yield
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)
