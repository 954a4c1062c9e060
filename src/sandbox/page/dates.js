// Moments as the viewer reads them: Slack formats dates on the reader's side, in their language and time zone.

const format = (ms, { locale, tz }, options) => new Intl.DateTimeFormat(locale, { timeZone: tz, ...options }).format(ms)

export const clock = (ms, viewer) => format(ms, viewer, { hour: 'numeric', minute: '2-digit' })

export const full = (ms, viewer) => format(ms, viewer, { dateStyle: 'full', timeStyle: 'short' })

/** Days since 1970 in the viewer's zone. */
export const dayOf = (ms, { tz }) => Math.floor(Date.parse(`${localOf(ms, tz)}Z`) / 864e5)

/** "Today", "Friday, November 28". */
export const dayName = (ms, viewer) => {
  const name = near(ms, viewer) ?? format(ms, viewer, { weekday: 'long', month: 'long', day: 'numeric' })
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `{date_short_pretty} {time}` → "tomorrow 6:00 PM". */
export const slackDate = (seconds, pattern, viewer) => {
  const ms = seconds * 1000
  const year = Math.abs(ms - Date.now()) < 183 * 864e5 ? undefined : 'numeric'
  const parts = {
    date: () => format(ms, viewer, { month: 'long', day: 'numeric', year }),
    date_short: () => format(ms, viewer, { month: 'short', day: 'numeric', year }),
    date_long: () => format(ms, viewer, { weekday: 'long', month: 'long', day: 'numeric', year }),
    time: () => clock(ms, viewer),
  }
  return pattern.replaceAll(/\{(\w+?)(_pretty)?\}/g, (whole, name, pretty) => {
    const part = parts[name]
    return part ? ((pretty && near(ms, viewer)) ?? part()) : whole
  })
}

/** Yesterday, today or tomorrow. */
function near(ms, viewer) {
  const days = dayOf(ms, viewer) - dayOf(Date.now(), viewer)
  if (Math.abs(days) > 1) return undefined
  return new Intl.RelativeTimeFormat(viewer.locale, { numeric: 'auto' }).format(days, 'day')
}

/** The wall clock of a zone as `2025-11-28T18:00`, what a datetime-local field holds. */
export const localOf = (ms, tz) =>
  new Intl.DateTimeFormat('sv', { timeZone: tz, dateStyle: 'short', timeStyle: 'short' }).format(ms).replace(' ', 'T')

/** And back, in unix seconds. The second look is for the days on which the clocks change. */
export function secondsOf(local, tz) {
  const wall = Date.parse(`${local}Z`)
  const shift = (ms) => Date.parse(`${localOf(ms, tz)}Z`) - ms
  return (wall - shift(wall - shift(wall))) / 1000
}
