import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { instanceDeleted, settingRefused } from '../failures.ts'
import { instanceMethod } from '../instance-method.ts'
import { settingsFields, settingsOf } from '../settings-schema.ts'
import { sealSettings, updateSettings } from '../settings-store.ts'

/** Changes settings at once; the instance goes on running. */
export const setSettings = instanceMethod({
  name: 'setSettings',
  verb: 'POST',
  group: 'account',
  summary: 'Changes any subset of the settings',
  description: 'What is not named keeps its value. The change is in force when the call answers.',
  rate: { perSecond: 1 },
  errors: [settingRefused],
  bodyType: 'json',
  body: Type.Object(settingsFields, { minProperties: 1 }),
  reply: Type.Object({ saveSettings: Type.Boolean() }),
  example: {
    body: { webhookUrl: 'https://hooks.example.org/in', incomingWebhook: 'yes', stateWebhook: 'yes' },
    reply: { saveSettings: true },
  },
  async run({ caller, body }, { store, keyring, clock, bus, policy }) {
    const patch = sealSettings(caller.id, settingsOf(body, policy), keyring)
    const stored = await store.write(updateSettings, { instance: caller.id, patch, at: clock.now() })
    if (!stored) throw new Failure(instanceDeleted)
    bus.nudge('settings', caller.id)
    bus.nudge('lease', caller.id)
    return { saveSettings: true }
  },
})
