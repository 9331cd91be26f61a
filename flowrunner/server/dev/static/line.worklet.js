/* The telephone line, on the audio thread: every 20 ms a frame of the caller goes out, and one of the bot is played.

   The sound card keeps the time, so that neither a busy page nor one in the background makes a frame late. What is
   typed is queued here as sound and takes the microphone's place while it lasts. */

import { CODECS } from "./codecs.js";
import { Playback } from "./playback.js";
import { Resampler } from "./resampler.js";

const FRAMES_A_SECOND = 50;

class Line extends AudioWorkletProcessor {
  constructor({ processorOptions: { encoding, rate } }) {
    super();
    this.codec = CODECS[encoding];
    this.samples = rate / FRAMES_A_SECOND;
    this.playback = new Playback(this.samples * this.codec.width);
    this.down = new Resampler(sampleRate, rate);
    this.up = new Resampler(rate, sampleRate);
    this.caught = []; // of the microphone, at the stream's rate
    this.due = []; // for the loudspeaker, at its rate
    this.typed = new Uint8Array(0);
    this.hears = true;
    this.ended = false;
    this.port.onmessage = ({ data }) => this.obey(data);
  }

  obey({ play, checkpoint, clear, say, hears, end }) {
    if (play) this.playback.add(play);
    if (checkpoint !== undefined) this.playback.checkpoint(checkpoint);
    if (clear) this.playback.clear();
    if (say) this.typed = say;
    if (hears !== undefined) this.hears = hears;
    if (end) this.ended = true;
  }

  process([input], [output]) {
    const heard = input[0] && this.hears ? input[0] : new Float32Array(output[0].length);
    for (const sample of this.down.push(heard)) this.caught.push(sample);
    while (this.caught.length >= this.samples) this.tick(this.caught.splice(0, this.samples));
    const speaker = output[0];
    for (let n = 0; n < speaker.length; n++) speaker[n] = this.due[n] || 0;
    this.due.splice(0, speaker.length);
    return !this.ended;
  }

  tick(caught) {
    const wasTyped = this.typed.length > 0;
    const caller = this.nextTyped() || this.codec.encode(Float32Array.from(caught));
    const { sound, reached } = this.playback.tick();
    const played = new Float32Array(this.samples);
    played.set(this.codec.decode(sound));
    for (const sample of this.up.push(played)) this.due.push(sample);
    const bot = this.codec.encode(played);
    const levels = { caller: loudness(this.codec.decode(caller)), bot: loudness(played) };
    this.port.postMessage({ caller, bot, reached, levels, saidAll: wasTyped && !this.typed.length });
  }

  nextTyped() {
    if (!this.typed.length) return null;
    const size = this.samples * this.codec.width;
    const frame = this.codec.encode(new Float32Array(this.samples));
    frame.set(this.typed.subarray(0, size));
    this.typed = this.typed.subarray(size);
    return frame;
  }
}

function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

registerProcessor("line", Line);
