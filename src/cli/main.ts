import { accountCreate, accountQuota } from './account.ts'
import { backup, restore } from './backup.ts'
import { billCredit, billInvoice, billInvoices, billPayment, billSeller, billTerms } from './bill-desk.ts'
import { billApprove, billDecline, billEntries } from './bill-entries.ts'
import { billRun } from './bill.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { derive } from './derive.ts'
import { doctor } from './doctor.ts'
import { keyReseal, keyRotate } from './key.ts'
import { ledgerVerify } from './ledger.ts'
import { migrate } from './migrate.ts'
import { operatorCreate, operatorSignIn } from './operator.ts'
import { partnerEnrol } from './partner.ts'
import { priceAssign, pricePublish, priceShow } from './price.ts'
import { proxyClear, proxySet } from './proxy.ts'
import { resume } from './resume.ts'
import { runCommand } from './run-command.ts'
import { serve } from './serve.ts'
import { tokenIssue, tokenRevoke, tokenRotate } from './token.ts'
import { whatsappVersion } from './whatsapp.ts'

const COMMANDS: readonly Command[] = [
  serve,
  demo,
  migrate,
  accountCreate,
  accountQuota,
  operatorCreate,
  operatorSignIn,
  partnerEnrol,
  tokenIssue,
  tokenRotate,
  tokenRevoke,
  pricePublish,
  priceAssign,
  priceShow,
  billRun,
  billSeller,
  billTerms,
  billPayment,
  billCredit,
  billEntries,
  billApprove,
  billDecline,
  billInvoices,
  billInvoice,
  ledgerVerify,
  backup,
  restore,
  resume,
  proxySet,
  proxyClear,
  whatsappVersion,
  keyRotate,
  keyReseal,
  doctor,
  derive,
]

/** The program `rookery`: runs the command that `words` name and returns the exit code. */
export function main(words: readonly string[]): Promise<number> {
  return runCommand(COMMANDS, words, {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  })
}
