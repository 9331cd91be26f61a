/* Any rate to any other, as it comes: a windowed sinc below the lower of the two Nyquist frequencies. */

const CROSSINGS = 12; // of zero, on each side
const STEPS = 256; // of the table, between two crossings

const TABLE = Float32Array.from({ length: CROSSINGS * STEPS + 2 }, (_, n) => {
  const x = n / STEPS;
  if (x >= CROSSINGS) return 0;
  const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS);
  return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
});

export class Resampler {
  constructor(from, to) {
    this.step = from / to;
    this.cutoff = 0.94 * Math.min(1, to / from);
    this.reach = Math.ceil(CROSSINGS / this.cutoff);
    this.kept = new Float32Array(this.reach); // what came last
    this.at = this.reach; // where the next sample lies, counted from the first that is kept
  }

  /** Take samples, return those that can be told by now. The delay is `reach` samples. */
  push(samples) {
    const all = new Float32Array(this.kept.length + samples.length);
    all.set(this.kept);
    all.set(samples, this.kept.length);
    const made = [];
    while (this.at + this.reach < all.length) {
      made.push(this.between(all, this.at));
      this.at += this.step;
    }
    const done = Math.max(0, Math.min(all.length, Math.floor(this.at) - this.reach));
    this.kept = all.slice(done);
    this.at -= done;
    return made;
  }

  between(samples, at) {
    let sum = 0;
    for (let n = Math.ceil(at - this.reach); n <= at + this.reach; n++) {
      const x = Math.abs(n - at) * this.cutoff * STEPS;
      const low = Math.floor(x);
      if (low < CROSSINGS * STEPS && n >= 0 && n < samples.length) {
        sum += samples[n] * (TABLE[low] + (x - low) * (TABLE[low + 1] - TABLE[low]));
      }
    }
    return sum * this.cutoff;
  }
}
