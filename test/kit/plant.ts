// Loaded into a bot before everything else: at SIGUSR2 something goes wrong that nobody has foreseen.
process.on('SIGUSR2', () => {
  const secret = 'xoxb-1-planted'
  switch (process.env['PLANT']) {
    case 'rejection':
      return void Promise.reject(new Error(`planted, with ${secret}`))
    case 'exception':
      return void setImmediate(() => {
        throw new Error(`planted, with ${secret}`)
      })
    case 'no error':
      return void Promise.reject(`planted, with ${secret}`) // oxlint-disable-line typescript/prefer-promise-reject-errors
    default:
      return void setInterval(() => void Promise.reject(new Error('planted, again and again')), 50)
  }
})
