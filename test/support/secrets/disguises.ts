const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const lower = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

const strict = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const ascii = (text: string): string =>
  text.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Ways in which programs write a text into another one; by name. */
export const disguises: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in JSON': (text) => JSON.stringify({ a: text }),
  'in JSON in JSON': (text) => JSON.stringify(JSON.stringify([text])),
  'in JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify([text]))),
  'in ASCII JSON': (text) => ascii(JSON.stringify(text)),
  'in JSON with escaped slashes': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'in JSON, every character escaped': (text) =>
    `"${text.replaceAll(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`,
  'in JSON that is safe in HTML': (text) =>
    JSON.stringify(text).replaceAll(/[<>&'=]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
  'in a path': (text) => encodeURIComponent(text),
  'in a path, in small letters': (text) => encodeURIComponent(text).replaceAll(/%../g, lower),
  'in a path, strictly': (text) => strict(text),
  'in a path, every byte': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replaceAll(/../g, (digits) => `%${digits}`),
  'in a URL': (text) => encodeURI(text),
  'in a query': (text) => `a=1&${new URLSearchParams({ key: text })}`,
  'in a query in a query': (text) =>
    String(new URLSearchParams({ next: `/?${new URLSearchParams({ text })}` })),
  'in the query of a URL': (text) => {
    const url = new URL('http://a.example/')
    url.search = `key=${text.replaceAll(/[\t\n\r]/g, ' ').trim()}`
    return url.href
  },
  'in HTML': (text) => text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`),
  'in HTML, every character': (text) => Array.from(text, (char) => `&#${char.codePointAt(0)};`).join(''),
  'in HTML by names': (text) => text.replaceAll(/[&<>"']/g, (char) => NAMED[char] ?? char),
  'in HTML, twice': (text) =>
    text.replaceAll(/[&<>"']/g, (char) => NAMED[char] ?? char).replaceAll('&', '&amp;'),
  'in base64': base64,
  'in base64 with a name': (text) => `Basic ${base64(`user:${text}`)}`,
  'in base64 with a short name': (text) => `Basic ${base64(`u:${text}`)}`,
  'in base64 as a name': (text) => `Basic ${base64(`${text}:`)}`,
  'in base64 in the middle': (text) => base64(`{"user":1,"key":"${text}","more":true}`),
  'in base64 in JSON': (text) => JSON.stringify(base64(text)).replaceAll('/', '\\/'),
  'in base64url': (text) => Buffer.from(`a${text}b`).toString('base64url'),
  'in base64 in a query': (text) => encodeURIComponent(base64(`abc${text}abc`)),
  'in JSON in base64': (text) => base64(JSON.stringify({ key: text })),
  'in hexadecimal': (text) => `0x${Buffer.from(text).toString('hex')}`,
  'in HEXADECIMAL': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'in small letters': lower,
  'in capitals': (text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
  'read as latin1': (text) => Buffer.from(text).toString('latin1'),
  'read as windows-1252': (text) => new TextDecoder('windows-1252').decode(Buffer.from(text)),
}
