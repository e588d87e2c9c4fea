import { Type, type Static } from 'typebox'
import type { Ports } from '../../../contract/ports.ts'
import { isExpired } from '../../../instances/instance-method.ts'
import { operatorMethod } from '../../console/console-method.ts'
import { Seconds, seconds } from '../../console/shared-replies.ts'
import { watchPulse } from '../../console/watch-pulse.ts'
import { bridgeFailures, bridgeTrouble, ownInstances, readBridge } from '../../support/bridge.ts'

const SHOWN_FAILURES = 20
const SHOWN_INSTANCES = 500
/** Between two frames of a watch. */
const REST_MS = 1000

const BridgeView = Type.Object({
  idInstance: Type.Integer(),
  name: Type.String(),
  chatId: Type.String(),
  state: Type.String({ description: 'State of the instance.' }),
  trouble: Type.String({ description: 'Why nothing gets through; "": everything does.' }),
  setAt: Seconds,
  setBy: Type.String({ description: 'In this name answers are given.' }),
  waiting: Type.Integer({ description: 'Messages of accounts that are not in the queue of the instance yet.' }),
})

const View = Type.Object({
  bridge: Type.Union([BridgeView, Type.Null()]),
  instances: Type.Array(
    Type.Object({
      idInstance: Type.Integer(),
      name: Type.String(),
      phone: Type.Union([Type.String(), Type.Null()]),
      state: Type.String(),
    }),
    { description: 'Those you may choose: of the accounts that you are a member of.' },
  ),
  failures: Type.Array(
    Type.Object({
      account: Type.String(),
      name: Type.String(),
      seq: Type.Union([Type.Integer(), Type.Null()], {
        description: 'Number of the message that did not reach the bridged chat; null: an answer given there.',
      }),
      reason: Type.String(),
      timestamp: Seconds,
    }),
  ),
})

/** The chat of an instance in which support chats are seen and answered, and what of it did not arrive. */
export const getSupportBridge = operatorMethod({
  name: 'getSupportBridge',
  verb: 'GET',
  group: 'operator-support',
  summary: 'The messenger chat that support chats are bridged to, and what did not arrive',
  description: 'As a websocket: a frame now and at each change, for a minute; then open it again.',
  reply: View,
  example: {
    reply: {
      bridge: {
        idInstance: 1_101_000_007,
        name: 'Support',
        chatId: '15550104477@c.us',
        state: 'authorized',
        trouble: '',
        setAt: 1_769_000_000,
        setBy: 'Ada',
        waiting: 0,
      },
      instances: [{ idInstance: 1_101_000_007, name: 'Support', phone: '15550104400', state: 'authorized' }],
      failures: [],
    },
  },
  run: ({ caller }, ports) => bridgeFor(caller.person.id, ports),
  watch: ({ caller: { person }, signal }, ports) =>
    watchPulse(ports, {
      key: '*',
      topics: ['support', 'state'],
      restMs: REST_MS,
      signal,
      read: () => bridgeFor(person.id, ports),
    }),
})

async function bridgeFor(person: string, ports: Ports): Promise<Static<typeof View>> {
  const { store } = ports
  const [bridge, instances, failures] = await Promise.all([
    store.read(readBridge, undefined),
    store.read(ownInstances, { person, limit: SHOWN_INSTANCES }),
    store.read(bridgeFailures, { limit: SHOWN_FAILURES }),
  ])
  return {
    bridge: bridge
      ? {
          idInstance: bridge.instance,
          name: bridge.instance_name,
          chatId: bridge.chat,
          state: bridge.state,
          trouble: bridgeTrouble(bridge, (row) => isExpired(row, ports)) ?? '',
          setAt: seconds(bridge.set_at),
          setBy: bridge.person_name,
          waiting: bridge.waiting,
        }
      : null,
    instances: instances.map(({ id, name, phone, state }) => ({ idInstance: id, name, phone, state })),
    failures: failures.map(({ account, name, seq, reason, at }) => ({
      account,
      name,
      seq,
      reason,
      timestamp: seconds(at),
    })),
  }
}
