import { Type } from 'typebox'

/** An attempt to post a notification, as the logs answer it. */
export const Attempt = Type.Object({
  attempt: Type.Integer(),
  url: Type.String({ description: 'Address without its query.' }),
  timestamp: Type.Integer({ description: 'Milliseconds since 1970.' }),
  tookMs: Type.Integer(),
  status: Type.Union([Type.Integer(), Type.Null()], { description: 'HTTP status; null without an answer.' }),
  error: Type.String({ description: 'Why it failed, "" when it did not.' }),
})
