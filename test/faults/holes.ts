/** Faults that the bot is not known to survive yet; `--all` brings them about all the same. A line goes when its hole is mended. */
export const HOLES: Record<string, string> = {}
