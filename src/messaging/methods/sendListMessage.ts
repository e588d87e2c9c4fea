import { switchedOff } from './switched-off.ts'

export const sendListMessage = switchedOff('sendListMessage', 'sendPoll')
