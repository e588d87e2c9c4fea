import type { CallAct } from '../api.ts'
import { phoneOf, type Operation } from './operation.ts'
import * as schemas from './schemas.ts'

const CALL = {
  id: '7D40B1E2C35500F8A9D1623B0E447C19',
  with: '79001230002',
  fromMe: true,
  video: false,
  status: 'ringing',
  seconds: 0,
}

/** Voice and video calls. */
export const calling: readonly Operation[] = [
  {
    method: 'POST',
    path: '/phones/:number/calls',
    summary: 'Calls somebody: the other phone and its linked devices ring.',
    body: schemas.NewCall,
    answers: { id: CALL.id },
    run: (call) => {
      const { to, video } = call.body as schemas.BodyOf<typeof schemas.NewCall>
      return phoneOf(call).call(to, video ?? false)
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/calls/act',
    summary: 'Accepts or declines a call that rings, hangs up, or lets it ring out.',
    body: schemas.CallAct,
    answers: CALL,
    run: (call) => {
      const { id, act } = call.body as { id: string; act: CallAct }
      return phoneOf(call).inCall(id, act)
    },
  },
  {
    method: 'GET',
    path: '/phones/:number/calls',
    summary: 'Calls of this phone, oldest first.',
    answers: [CALL],
    run: (call) => phoneOf(call).calls(),
  },
]
