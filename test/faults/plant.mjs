// Loaded before tsx: what tsx reads of a file is what stands there, with one bug planted in it. `node --import plant.mjs
// --import tsx program … "name of the mutant"`.
import { register } from 'node:module'

register('./plant-hooks.mjs', { parentURL: import.meta.url, data: process.argv.at(-1) })
