import { Type } from 'typebox'
import { readAudit } from '../../../audit/audit.ts'
import { AuditPage, auditPage, AuditQuery, AUDIT_EXAMPLE } from '../../console/audit-view.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** The audit log of all accounts, or of one. */
export const getInstallationAudit = operatorMethod({
  name: 'getInstallationAudit',
  verb: 'GET',
  group: 'operator-accounts',
  summary: 'The audit log of the installation',
  query: Type.Object({ ...AuditQuery.properties, account: Type.Optional(Type.String({ maxLength: 64 })) }),
  reply: AuditPage,
  example: { reply: AUDIT_EXAMPLE },
  async run({ query: { before = '', limit = 100, account } }, { store }) {
    return auditPage(await store.read(readAudit, { before, limit, ...(account === undefined ? {} : { account }) }))
  },
})
