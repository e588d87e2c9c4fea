import { InstanceList, instanceList, InstanceSearch, INSTANCE_LIST_EXAMPLE } from '../instance-list.ts'
import { accountMethod } from '../console-method.ts'

/** A page of the account's instances: searched, filtered and sorted over all of them. */
export const getInstanceList = accountMethod({
  name: 'getInstanceList',
  verb: 'GET',
  role: 'member',
  group: 'console-instances',
  summary: 'A page of the account’s instances, searched and sorted over all of them',
  query: InstanceSearch,
  reply: InstanceList,
  example: { reply: INSTANCE_LIST_EXAMPLE },
  run: ({ caller, query }, ports) => instanceList(caller.account.id, query, ports),
})
