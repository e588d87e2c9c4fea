import { readSettings } from '../../instances/settings.ts'
import { changeState, type StateChange, type StateInput } from '../../instances/state.ts'
import type { Step } from '../../store/port/operation.ts'
import { stateBody } from './bodies.ts'
import { notify } from './notify.ts'

/**
 * `changeState` and the notification stateInstanceChanged in one transaction: no change of state can be lost between
 * the two. Undefined when the state was the same. The caller nudges `state` and `notification`.
 */
export function* enterState(input: StateInput & { eventId: string }): Step<StateChange | undefined> {
  const { eventId, ...change } = input
  const changed = yield* changeState(change)
  if (!changed || readSettings(changed.instance.settings).stateWebhook === 'no') return changed
  yield* notify({
    instance: changed.instance.id,
    eventId,
    typeWebhook: 'stateInstanceChanged',
    body: stateBody({ instance: changed.instance, at: changed.at, stateInstance: changed.to }),
    at: changed.at,
  })
  return changed
}
