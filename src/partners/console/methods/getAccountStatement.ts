import { Type } from 'typebox'
import { notBilled } from '../../../billing/ledger/billing-account.ts'
import { statementPage } from '../../statement-page.ts'
import { Month, STATEMENT_EXAMPLE, StatementReply } from '../../statement-schema.ts'
import { statementCursorUnknown } from '../billing-view.ts'
import { accountMethod } from '../console-method.ts'

/** The statement of a month as getStatement answers it to the partner's programs. */
export const getAccountStatement = accountMethod({
  name: 'getAccountStatement',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'The statement of a month, to be recomputed offline',
  description:
    'What getStatement answers; `next` is the cursor of the next page, and `docs/guide/verify-statement.mjs` verifies them.',
  errors: [notBilled, statementCursorUnknown],
  query: Type.Object({ month: Type.Optional(Month), cursor: Type.Optional(Type.String({ maxLength: 32 })) }),
  reply: Type.Object({ ...StatementReply.properties, next: Type.Union([Type.String(), Type.Null()]) }),
  example: { query: { month: '2026-02' }, reply: { ...STATEMENT_EXAMPLE, next: null } },
  async run({ caller, query }, ports) {
    const request = { ...query, account: caller.account.id, unknown: statementCursorUnknown }
    const { page, next } = await statementPage(request, ports)
    return { ...page, next: next ?? null }
  },
})
