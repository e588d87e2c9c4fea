import { Type } from 'typebox'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'

const unknown = Type.String({ description: 'Empty: the messenger no longer tells it.' })

export const getDeviceInfo = instanceMethod({
  name: 'getDeviceInfo',
  verb: 'GET',
  group: 'phone',
  summary: 'Facts about the phone of the account',
  description: 'Of these facts the messenger tells linked devices the platform alone.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  deprecated: true,
  errors: engineFailures,
  reply: Type.Object({
    platform: Type.String({ description: 'Operating system of the phone.' }),
    deviceManufacturer: unknown,
    deviceModel: unknown,
    osVersion: unknown,
    waVersion: unknown,
    battery: Type.Integer({ minimum: 0, maximum: 100, description: '0: the messenger no longer tells it.' }),
  }),
  example: {
    reply: { platform: 'iphone', deviceManufacturer: '', deviceModel: '', osVersion: '', waVersion: '', battery: 0 },
  },
  async run({ caller }, { engine }) {
    const { platform } = await engine.ask(caller.id, { ask: 'account' }).catch(troubleOf)
    return { platform, deviceManufacturer: '', deviceModel: '', osVersion: '', waVersion: '', battery: 0 }
  },
})
