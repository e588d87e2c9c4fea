import type { OperationTable } from '../../store/port/operation.ts'
import { switchCodes } from './codes.ts'
import { acceptInvitation, changePassword, enter, mailTicket, registerPerson, resetPassword } from './entering.ts'
import { checkGuard, countFailure, purgeGuards } from './guard.ts'
import { accountsOf, addMember, membershipOf, membersOf, removeMember, transferOwnership } from './membership.ts'
import { addOperatorPerson } from './operator-role.ts'
import { addPerson, offerTotp, personByEmail, personById, setProfile, useTotpStep } from './person.ts'
import { endSession, enterAccount, findSession, purgeSessions, sessionsOf, touchSession } from './session.ts'
import { moveSession } from './visit.ts'
import { addSignIn, invitationsOf, purgeTickets, readTicket, withdrawInvitation } from './ticket.ts'

export const peopleOperations = {
  acceptInvitation,
  accountsOf,
  addMember,
  addOperatorPerson,
  addPerson,
  addSignIn,
  changePassword,
  checkGuard,
  countFailure,
  endSession,
  enter,
  enterAccount,
  findSession,
  invitationsOf,
  mailTicket,
  membershipOf,
  membersOf,
  offerTotp,
  personByEmail,
  personById,
  purgeGuards,
  purgeSessions,
  purgeTickets,
  readTicket,
  registerPerson,
  removeMember,
  resetPassword,
  sessionsOf,
  setProfile,
  switchCodes,
  touchSession,
  transferOwnership,
  useTotpStep,
  moveSession,
  withdrawInvitation,
} satisfies OperationTable
