import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { defineGroup } from '../../resources/group.ts'
import { addChanges, addList, toMs, withChosen, withNewTrigger } from '../../triggers/define.ts'
import type { NewWebhookFlags } from './run.ts'

const help = `
"create" and "rotate" print the address to call. It contains the token and is
shown only then; anyone who knows it can start the script. --fields accepts
every setting of the API.

Examples:
  $ scriptd webhooks create "Deploy" --name "GitHub push" \\
      --delivery-id X-GitHub-Delivery
  $ scriptd webhooks create "Deploy" --fields @webhook.json
  $ scriptd webhooks list
  $ scriptd webhooks rotate "GitHub push" --grace-ms 0
  $ scriptd webhooks pause 3
`

export const defineWebhooks = (program: Command, setup: Setup): void => {
  const { add } = defineGroup(program, setup, {
    name: 'webhooks',
    description: 'create, list, rotate, pause and delete webhooks',
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
  addChanges(add, 'webhook')
}
