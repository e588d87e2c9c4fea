// Links an instance by phone number: node code.mjs <apiUrl> <idInstance> <apiTokenInstance> <phoneNumber>
import { setTimeout as pause } from 'node:timers/promises'

const [api, id, token, phoneNumber] = process.argv.slice(2)
const address = (method) => `${api}/waInstance${id}/${method}/${token}`

const answer = await fetch(address('getAuthorizationCode'), {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ phoneNumber: Number(phoneNumber) }),
})
if (!answer.ok) throw new Error(`getAuthorizationCode: ${answer.status} ${await answer.text()}`)
const { status, code } = await answer.json()
if (!status) throw new Error('no code: the account is linked already, or the number was refused')
console.log(`type ${code}`)

// the owner has about two and a half minutes
for (let i = 0; i < 150; i++) {
  await pause(1000)
  const state = await fetch(address('getStateInstance'))
  if (state.ok && (await state.json()).stateInstance === 'authorized') {
    console.log('linked')
    process.exit(0)
  }
}
throw new Error('nobody typed the code in time')
