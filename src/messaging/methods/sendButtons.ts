import { switchedOff } from './switched-off.ts'

export const sendButtons = switchedOff('sendButtons', 'sendInteractiveButtonsReply')
