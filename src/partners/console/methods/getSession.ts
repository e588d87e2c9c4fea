import { personMethod } from '../console-method.ts'
import { SESSION_EXAMPLE, SessionView, sessionView } from '../session-view.ts'

/** Who is signed in, in which account, with which role. */
export const getSession = personMethod({
  name: 'getSession',
  verb: 'GET',
  group: 'console-people',
  summary: 'Who is signed in, and where',
  reply: SessionView,
  example: { reply: SESSION_EXAMPLE },
  run: ({ caller }, ports) => sessionView(caller, ports),
})
