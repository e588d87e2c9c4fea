import { archivingMethod } from './archiving.ts'

export const unarchiveChat = archivingMethod('unarchiveChat', false, 'Take a chat out of the archive')
