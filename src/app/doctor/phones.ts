import type { Account } from '../../phones/asterisk/link.ts'
import { phoneSystems } from '../../phones/index.ts'
import { isUnreachable } from '../../phones/phone-system.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

/** The phone system: it is connected to and read, as the bot does when it starts; nothing is written. */
export async function phoneFinding(account: Account | undefined): Promise<Finding> {
  const what = 'phone system'
  if (!account)
    return warning(what, 'simulated: no real telephone rings', 'Set PHONE_SYSTEM=asterisk and the ASTERISK_ variables.')
  const phones = phoneSystems.asterisk(account)
  const where = `${account.host}:${account.port}`
  try {
    const { extensions } = await phones.directory()
    const held = await phones.read()
    const { version = '?', foreign = [] } = phones.about?.() ?? {}
    const strange = foreign.length > 0 ? `; not ours in its database: ${foreign.slice(0, 3).join(', ')}` : ''
    return ok(
      what,
      `Asterisk ${version} at ${where}: ${extensions.length} extensions, ${held.length} ring groups${strange}`,
    )
  } catch (error) {
    if (!isUnreachable(error)) throw error
    return failed(what, `${where}: ${error.message}`, repairOf(error.message))
  } finally {
    await phones.close()
  }
}

function repairOf(trouble: string): string {
  if (/refuses the AMI user/.test(trouble))
    return 'Compare ASTERISK_AMI_USER and ASTERISK_AMI_SECRET with the section in manager.conf, and its permit line with this address.'
  if (/dialplan context/.test(trouble)) return 'See "Asterisk in five steps" in the README, its dialplan.'
  if (/must be 18|version/.test(trouble)) return 'Upgrade Asterisk.'
  if (/let the AMI user|lacks/.test(trouble))
    return 'Copy the rights from src/phones/asterisk/pbx/ringgroups_manager.conf.'
  return 'See whether Asterisk runs, manager.conf has enabled=yes, and bindaddr and firewall let this machine in.'
}
