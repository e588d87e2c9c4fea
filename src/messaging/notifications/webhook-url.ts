import type { Settings } from '../../instances/settings.ts'

/** Old configurations hold this value for "poll over HTTP" (receiving.md). */
const OLD_POLLING = 'https://webhook.green-api.com'

/** Where notifications are posted, "" when the instance polls. */
export function webhookUrlOf(settings: Pick<Settings, 'webhookUrl'>): string {
  return settings.webhookUrl === OLD_POLLING ? '' : settings.webhookUrl
}

/** Value of the Authorization header: a bare token becomes a bearer's (receiving.md, Authorization header). */
export function authorizationOf(webhookUrlToken: string): string {
  if (webhookUrlToken === '' || /^(?:Bearer|Basic) /.test(webhookUrlToken)) return webhookUrlToken
  return `Bearer ${webhookUrlToken}`
}
