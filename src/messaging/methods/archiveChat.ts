import { archivingMethod } from './archiving.ts'

export const archiveChat = archivingMethod('archiveChat', true, 'Archive a chat')
