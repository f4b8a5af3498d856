import { type Command, InvalidArgumentError } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { toJsonSource } from '../../json-source.ts'
import { defineGroup } from '../../resources/group.ts'
import { addChanges, addList, toMs, withChosen, withNewTrigger } from '../../triggers/define.ts'
import type { NewWebhookFlags, TestRequestFlags } from './run.ts'

const help = `
"create" and "rotate" print the address to call. It contains the token and is
shown only then; anyone who knows it can start the script. --fields accepts
every setting of the API. "trigger" sends a test request, which needs neither
the address nor a signature, and prints the id of its execution.

Examples:
  $ scriptd webhooks create "Deploy" --name "GitHub push" \\
      --delivery-id X-GitHub-Delivery
  $ scriptd webhooks create "Deploy" --fields @webhook.json
  $ scriptd webhooks list
  $ scriptd webhooks rotate "GitHub push" --grace-ms 0
  $ scriptd webhooks trigger "GitHub push" --header "X-GitHub-Event: push" \\
      --body '{"ref": "refs/heads/main"}'
  $ scriptd webhooks pause 3
`

export const defineWebhooks = (program: Command, setup: Setup): void => {
  const { add } = defineGroup(program, setup, {
    name: 'webhooks',
    description: 'create, list, rotate, trigger, pause and delete webhooks',
    help,
  })
  add<NewWebhookFlags>({
    name: 'create',
    description: 'create an address that starts a script, and print it',
    build: (command) =>
      withNewTrigger(command)
        .option('--methods <method...>', 'methods that start the script (default: POST)')
        .option('--delivery-id <header>', 'header that identifies a delivery, to start it only once'),
    work: async (target, flags, script = '') => {
      const { createWebhook } = await import('./run.ts')
      await createWebhook(target, script, flags)
    },
  })
  addList(add, 'list webhooks, without their addresses', async () => (await import('./run.ts')).listWebhooks)
  add<{ graceMs?: number }>({
    name: 'rotate',
    description: 'change the address, and print the new one',
    build: (command) =>
      withChosen(command).option(
        '--grace-ms <number>',
        'how long the old address works (default: an hour)',
        toMs,
      ),
    work: async (target, { graceMs }, chosen = '') => {
      const { rotateWebhook } = await import('./run.ts')
      await rotateWebhook(target, chosen, graceMs)
    },
  })
  add<TestRequestFlags>({
    name: 'trigger',
    description: 'send a test request, and print the id of its execution',
    build: (command) =>
      withChosen(command)
        .option('--method <method>', 'its method (default: POST, or the first of the webhook)')
        .option('--path <path>', 'what follows the token in its address (default: /)')
        .option('--header <name: value>', 'one of its headers; may be repeated', addHeader)
        .option('--body <json|@file|->', 'its body, as JSON', toJsonSource),
    work: async (target, flags, chosen = '') => {
      const { triggerWebhook } = await import('./run.ts')
      await triggerWebhook(target, chosen, flags)
    },
  })
  addChanges(add, 'webhook')
}

/** @throws InvalidArgumentError */
const addHeader = (text: string, others: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be a name and a value, such as "X-Event: push".')
  return { ...others, [name]: value }
}
