/** The first steps, as a person pastes them into a shell: every line between the headings runs as it stands. */
export function firstSteps({ apiUrl, partnerToken, sandboxUrl, sandboxKey }) {
  return [
    {
      title: 'Create an instance',
      lines: [
        `API=${apiUrl}; PARTNER=${partnerToken}; SANDBOX=${sandboxUrl}; KEY=${sandboxKey}; JSON='Content-Type: application/json'`,
        `MADE=$(curl -s -X POST "$API/partner/createInstance/$PARTNER" -H "$JSON" -d '{"name":"First","incomingWebhook":"yes"}'); echo "$MADE"`,
        `ID=$(echo "$MADE" | sed 's/.*"idInstance":"*\\([0-9]*\\).*/\\1/'); TOKEN=$(echo "$MADE" | sed 's/.*"apiTokenInstance":"\\([0-9a-f]*\\)".*/\\1/')`,
      ],
    },
    {
      title: 'Link it: the page shows the QR code, the simulated phone scans it',
      lines: [
        `echo "$API/waInstance$ID/$TOKEN"`,
        `curl -sw '\\n' -X POST "$SANDBOX/phones" -H "Authorization: Bearer $KEY" -H "$JSON" -d '{"number":"15550100001","name":"Ada"}'`,
        `curl -s "$API/waInstance$ID/qr/$TOKEN" | sed 's/.*"message":"\\([^"]*\\)".*/{"png":"\\1"}/' | curl -sw '\\n' -X POST "$SANDBOX/phones/15550100001/scan" -H "Authorization: Bearer $KEY" -H "$JSON" -d @-`,
        `sleep 3; curl -sw '\\n' "$API/waInstance$ID/getStateInstance/$TOKEN"`,
      ],
    },
    {
      title: 'A message each way, with a second simulated phone',
      lines: [
        `curl -sw '\\n' -X POST "$SANDBOX/phones" -H "Authorization: Bearer $KEY" -H "$JSON" -d '{"number":"15550100002","name":"Grace"}'`,
        `curl -sw '\\n' -X POST "$API/waInstance$ID/sendMessage/$TOKEN" -H "$JSON" -d '{"chatId":"15550100002@c.us","message":"Hello Grace"}'`,
        `sleep 2; curl -sw '\\n' "$SANDBOX/phones/15550100002/messages" -H "Authorization: Bearer $KEY"`,
        `curl -sw '\\n' -X POST "$SANDBOX/phones/15550100002/messages" -H "Authorization: Bearer $KEY" -H "$JSON" -d '{"to":"15550100001","text":"Hello Ada"}'`,
        `sleep 1; curl -sw '\\n' "$API/waInstance$ID/lastIncomingMessages/$TOKEN"`,
      ],
    },
  ]
}

/** What `npm start` shows. Holds secrets. */
export function banner(facts) {
  const steps = firstSteps(facts).map(({ title, lines }, i) => `${i + 1}. ${title}:\n\n${lines.join('\n')}\n`)
  return [
    '',
    'Rookery is running, with a sandbox network in place of WhatsApp.',
    '',
    ...(facts.operatorSignIn ? [`  console         ${facts.operatorSignIn}   (signs in once)`] : []),
    `  API             ${facts.apiUrl}`,
    `  partner token   ${facts.partnerToken}`,
    `  linking page    ${facts.apiUrl}/waInstance{idInstance}/{apiTokenInstance}`,
    `  sandbox         ${facts.sandboxUrl}   (simulated phones)`,
    `  sandbox key     ${facts.sandboxKey}`,
    '',
    'Paste this into another shell:',
    '',
    ...steps,
    `The same phones from a shell: npx rookery-sandbox --help`,
    'Ctrl-C stops both; what was made is kept.',
    '',
  ].join('\n')
}
