// What every subject's metrics are made with. A registry of its own for each app, so that two in one process do not add up.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Log } from '../log.ts'

export type Meter = { registry: Registry; log?: Log | undefined }

/** Seconds: what a person waits for, with Slack's own limit of 3. */
export const ANSWERS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5]
/** Seconds: what happens in the background, up to what nobody expects any more. */
export const WORK = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

type Named<L extends string> = { name: `ringgroup_${string}`; help: string; labelNames?: L[] }

export const counter = <L extends string>({ registry }: Meter, it: Named<L> & { name: `${string}_total` }) =>
  new Counter<L>({ ...it, labelNames: it.labelNames ?? [], registers: [registry] })

export const gauge = <L extends string>({ registry }: Meter, it: Named<L>) =>
  new Gauge<L>({ ...it, labelNames: it.labelNames ?? [], registers: [registry] })

export const seconds = <L extends string>(
  { registry }: Meter,
  { buckets = WORK, ...it }: Named<L> & { name: `${string}_seconds`; buckets?: number[] },
) => new Histogram<L>({ ...it, labelNames: it.labelNames ?? [], buckets, registers: [registry] })
