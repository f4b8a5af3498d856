import { XMLParser } from 'fast-xml-parser'
import { JsonPartsWriter } from '../../../lib/json/json-parts.ts'
import { typedCell } from '../csv/typed-cell.ts'
import { formatFailure, outputTooLarge } from '../protocol.ts'
import { checkedParts, type ReadTarget } from '../read-json.ts'

/** Elements within each other. */
export const MAX_DEPTH = 200
/** Most characters that the entities of a document may become. */
const MAX_EXPANDED = 1_000_000
const MAX_ENTITIES = 1000
const MAX_TEXT_FACTOR = 3

/** How elements become fields: attributes have a prefix, and text beside them a name of its own. */
export const XML_NAMES = { ignoreAttributes: false, attributeNamePrefix: '@', textNodeName: '#text' } as const

/** Parts of the value that an XML document is: an object for each element, a list for elements of one name. */
export const readXml = (
  texts: Iterable<string>,
  { types }: { readonly types: boolean },
  target: ReadTarget,
): string[] => {
  const { file, limits } = target
  const kept: string[] = []
  let length = 0
  for (const text of texts) {
    length += text.length
    // Names and spaces make it longer than its value.
    if (length > limits.outputBytes * MAX_TEXT_FACTOR) throw outputTooLarge(file.name, limits.outputBytes)
    kept.push(text)
  }
  const writer = new JsonPartsWriter()
  const parts = [...checkedParts(writer, parsed(kept.join(''), types, file.name), target)]
  parts.push(writer.take())
  return parts
}

const parsed = (text: string, types: boolean, name: string): unknown => {
  const toValue = (_: string, value: string) => (types ? typedCell(value) : value)
  const parser = new XMLParser({
    ...XML_NAMES,
    ignoreDeclaration: true,
    ignorePiTags: true,
    htmlEntities: true,
    parseTagValue: false,
    parseAttributeValue: false,
    tagValueProcessor: toValue,
    attributeValueProcessor: toValue,
    maxNestedTags: MAX_DEPTH,
    processEntities: {
      enabled: true,
      maxEntityCount: MAX_ENTITIES,
      maxTotalExpansions: MAX_EXPANDED,
      maxExpandedLength: MAX_EXPANDED,
    },
  })
  try {
    return parser.parse(text, true)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw formatFailure('FILE_FORMAT', `${name}: ${reason}`, error)
  }
}
