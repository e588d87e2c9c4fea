import type { OperationTable } from '../../store/port/operation.ts'
import {
  awayReaders,
  readSupport,
  supportChats,
  supportMessages,
  supportState,
  tellAway,
  writeSupport,
} from './chat.ts'

export const supportOperations = {
  awayReaders,
  readSupport,
  supportChats,
  supportMessages,
  supportState,
  tellAway,
  writeSupport,
} satisfies OperationTable
