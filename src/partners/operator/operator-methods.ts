import type { Method } from '../../contract/method.ts'
import { findAccounts } from './methods/findAccounts.ts'

/** What operators call, in the order of the reference. */
export const operatorMethods: readonly Method[] = [findAccounts]
