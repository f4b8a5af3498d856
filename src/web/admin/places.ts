/** The pages that administer one thing each, as the address names them. */
export type AdminPlace = 'schedules' | 'webhooks' | 'files' | 'variables' | 'secrets' | 'keys' | 'server'
