import { readAudit } from '../../../audit/audit.ts'
import { AuditPage, auditPage, AuditQuery, AUDIT_EXAMPLE } from '../audit-view.ts'
import { accountMethod } from '../console-method.ts'

/** What was changed of the account's money, tokens and access, newest first. */
export const getAuditLog = accountMethod({
  name: 'getAuditLog',
  verb: 'GET',
  role: 'owner',
  group: 'console-account',
  summary: 'The audit log of the account',
  query: AuditQuery,
  reply: AuditPage,
  example: { reply: AUDIT_EXAMPLE },
  async run({ caller, query: { before = '', limit = 100 } }, { store }) {
    return auditPage(await store.read(readAudit, { account: caller.account.id, before, limit }))
  },
})
