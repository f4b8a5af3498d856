import { XMLParser } from 'fast-xml-parser'
import { JsonPartsWriter } from '../../../lib/json/json-parts.ts'
import { typedCell } from '../csv/typed-cell.ts'
import { formatFailure, outputTooLarge, type XmlLimits } from '../protocol.ts'
import { checkedParts, type ReadTarget } from '../read-json.ts'

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
  // Many feeds begin with a blank line, which the parser refuses before a declaration.
  const text = kept.join('').trimStart()
  const parts = [...checkedParts(writer, parsed(text, types, target), target)]
  parts.push(writer.take())
  return parts
}

const parsed = (text: string, types: boolean, { file, limits }: ReadTarget): unknown => {
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
    maxNestedTags: limits.xml.depth,
    processEntities: {
      enabled: true,
      maxEntityCount: limits.xml.entities,
      maxEntitySize: limits.outputBytes,
      // Only what becomes longer than its reference counts, so that there may be any number of `&lt;`.
      maxExpandedLength: limits.outputBytes,
    },
  })
  try {
    return parser.parse(text, true)
  } catch (error) {
    const reason = error instanceof Error ? withPosition(error.message) : String(error)
    if (EXPANDED.test(reason)) throw outputTooLarge(file.name, limits.outputBytes)
    throw formatFailure('FILE_FORMAT', `${file.name}${explained(reason, limits.xml) ?? `: ${reason}`}`, error)
  }
}

/** The parser appends line and column after colons. */
const withPosition = (message: string): string => message.replace(/\.?:(\d+):(\d+)$/, ' (line $1, column $2)')

/** What the parser says of limits, without names and advice. */
const EXPANDED = /^(\[.*\] Expanded content length|Entity ".*" size .* exceeds)/
const NESTED = /^Maximum nested tags/
const ENTITIES = /^Entity .* exceeds maximum/
const AMPERSAND = /^char '&' is not expected/

const explained = (reason: string, { depth, entities }: XmlLimits): string | undefined => {
  if (NESTED.test(reason))
    return ` has elements in more than ${depth} others. Flatten the file, read it as \`text\`, or raise XML_DEPTH_LIMIT.`
  if (ENTITIES.test(reason))
    return ` defines more than ${entities} entities. Write their texts into the file, read it as \`text\`, or raise XML_ENTITY_LIMIT.`
  if (AMPERSAND.test(reason)) return `: ${reason}. In a text, & is written as &amp;.`
  return undefined
}
