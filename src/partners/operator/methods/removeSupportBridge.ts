import { Type } from 'typebox'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { removeBridge } from '../../support/bridge.ts'

/** Ends the bridge; what waited for it stays in the support chats alone. */
export const removeSupportBridge = operatorMethod({
  name: 'removeSupportBridge',
  verb: 'POST',
  group: 'operator-support',
  summary: 'Ends the bridge between the support chats and a messenger chat',
  reply: Type.Object({ removed: Type.Boolean({ description: 'False: there was none.' }) }),
  example: { reply: { removed: true } },
  async run({ caller }, ports) {
    return { removed: await ports.store.write(removeBridge, { deed: deedOf(caller, ports) }) }
  },
})
