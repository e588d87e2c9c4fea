import { switchedOff } from './switched-off.ts'

export const sendTemplateButtons = switchedOff('sendTemplateButtons', 'sendInteractiveButtons')
