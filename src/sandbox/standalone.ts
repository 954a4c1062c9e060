// The sandbox alone, for a bot that runs elsewhere:
//   node --import tsx src/sandbox/standalone.ts --bot http://127.0.0.1:3000/slack/events --port 4000
import { parseArgs } from 'node:util'
import { openSandbox } from './server.ts'

const { values } = parseArgs({
  options: {
    bot: { type: 'string', default: 'http://127.0.0.1:3000/slack/events' },
    port: { type: 'string', default: '4000' },
    secret: { type: 'string', default: 'sandbox' },
    token: { type: 'string', default: 'xoxb-sandbox' },
  },
})
const sandbox = await openSandbox({
  botUrl: () => values.bot,
  signingSecret: values.secret,
  token: values.token,
  port: Number(values.port),
  log: console.error,
})
console.log(`Slack is at ${sandbox.url}; start the bot with
  SLACK_API_URL=${sandbox.apiUrl} SLACK_BOT_TOKEN=${values.token} SLACK_SIGNING_SECRET=${values.secret}`)
