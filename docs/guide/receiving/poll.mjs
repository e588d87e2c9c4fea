// Prints incoming texts by polling: node poll.mjs <apiUrl> <idInstance> <apiTokenInstance>
const [api, id, token] = process.argv.slice(2)
const address = (method) => `${api}/waInstance${id}/${method}/${token}`

for (;;) {
  const answer = await fetch(`${address('receiveNotification')}?receiveTimeout=20`)
  if (!answer.ok) throw new Error(`receiveNotification: ${answer.status} ${await answer.text()}`)
  const taken = await answer.json()
  if (taken === null) continue
  const { receiptId, body } = taken
  if (body.typeWebhook === 'incomingMessageReceived')
    console.log(
      `${body.senderData.chatId}: ${body.messageData.textMessageData?.textMessage ?? body.messageData.typeMessage}`,
    )
  // only now: whoever dies before this line gets the notification again
  await fetch(`${address('deleteNotification')}/${receiptId}`, { method: 'DELETE' })
}
