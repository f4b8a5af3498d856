import { insteadOf } from '../expressions/mistakes/explain-error.ts'

/** Names of node types in other programs, in lower case and without separators, by the type that does it here. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  condition: 'if branch filter decision choice',
  code: 'function javascript js script eval',
  database: 'postgres postgresql mysql mariadb sqlite db executesql',
  end: 'output finish return stop',
  fail: 'throw error raise stopanderror',
  file_delete: 'delete remove deletefile',
  file_list: 'list listfiles readdir',
  file_move: 'move rename',
  file_read: 'read readfile readcsv',
  file_write: 'write writefile save',
  for_each: 'foreach loop loopoveritems splitinbatches iterate iterator each',
  http_request:
    'httprequest rest api webhook curl email sendemail emailsend mail slack telegram discord graphql',
  log: 'debug logger',
  merge: 'join combine parallel',
  repeat: 'while until dountil times',
  respond: 'response reply respondtowebhook',
  start: 'trigger manual manualtrigger begin input',
  stats: 'counter increment metric',
  sub_script: 'subflow subworkflow executeworkflow workflow call subscript',
  switch: 'case router route',
  transform: 'set map edit editfields expression jsonata template',
  wait: 'timer pause',
  wait_for_event: 'event approval waitforwebhook',
}

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(OTHER_TYPES).flatMap(([type, names]) => names.split(' ').map((name) => [name, type])),
)

/** The type that does what a type of another program does. */
export const otherType = (type: string): string | undefined => {
  const name = type
    .slice(type.lastIndexOf('.') + 1)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
  return BY_NAME.get(name) ?? insteadOf(name).node
}
