/* What the telephone has yet to play: a queue of sound and checkpoints, emptied by a clock of 20 ms.

   A checkpoint is reached when all sound queued before it has been played, not merely taken from the queue: the frame
   that one tick hands out is in the caller's ear until the next tick. */

export class Playback {
  constructor(frameBytes) {
    this.frameBytes = frameBytes;
    this.items = []; // Uint8Array: sound; string: a checkpoint
    this.offset = 0;
    this.passed = [];
  }

  add(sound) {
    if (sound.length) this.items.push(sound);
  }

  checkpoint(name) {
    this.items.push(name);
  }

  /** Drop what is queued; the current frame plays to its end, and no checkpoint is reached any more. */
  clear() {
    this.items.length = 0;
    this.passed.length = 0;
    this.offset = 0;
  }

  /** Let the current frame end and take the next; `sound` may be shorter, or empty. */
  tick() {
    this.passCheckpoints();
    const reached = this.passed.splice(0);
    return { sound: this.take(), reached };
  }

  take() {
    const frame = new Uint8Array(this.frameBytes);
    let filled = 0;
    while (this.items.length && filled < this.frameBytes) {
      this.passCheckpoints();
      const head = this.items[0];
      if (!head) break;
      const part = head.subarray(this.offset, this.offset + this.frameBytes - filled);
      frame.set(part, filled);
      filled += part.length;
      this.offset += part.length;
      if (this.offset === head.length) {
        this.items.shift();
        this.offset = 0;
      }
    }
    return frame.subarray(0, filled);
  }

  passCheckpoints() {
    while (typeof this.items[0] === "string") this.passed.push(this.items.shift());
  }
}
