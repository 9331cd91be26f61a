/* Microphone and loudspeaker, and what both sides of the last call sounded like. */

export class Sound {
  constructor() {
    this.context = null;
    this.microphone = null;
    this.line = null;
    this.tape = new Tape();
    this.onlevels = () => {};
    this.wantsMicrophone = true;
    this.silent = false;
  }

  /** Get ready for a call; must follow a click. Rejects where a page may have no sound at all. */
  async open() {
    if (!window.AudioWorkletNode) throw new Error("this browser gives no sound here: open the page as localhost");
    if (!this.context) {
      this.context = new AudioContext({ latencyHint: "interactive" });
      await this.context.audioWorklet.addModule("line.worklet.js");
    }
    await this.context.resume();
    this.tape = new Tape();
  }

  /** Ask for the microphone; resolves to why there is none, or to nothing. */
  async listen() {
    if (this.microphone) return "";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
      this.microphone = this.context.createMediaStreamSource(stream);
      if (this.line) this.microphone.connect(this.line);
      return "";
    } catch (error) {
      return error.name === "NotAllowedError" ? "the microphone is not allowed" : "there is no microphone";
    }
  }

  unlisten() {
    if (!this.microphone) return;
    this.microphone.disconnect();
    for (const track of this.microphone.mediaStream.getTracks()) track.stop();
    this.microphone = null;
  }

  /** Begin a stream. `onframe` gets every 20 ms of the caller, `onreached` the names of checkpoints. */
  begin({ codec, rate }, onframe, onreached) {
    const options = { processorOptions: { encoding: codec.name, rate }, outputChannelCount: [1] };
    const line = new AudioWorkletNode(this.context, "line", options);
    line.port.onmessage = ({ data }) => {
      this.tape.add(data, codec, rate);
      onframe(data.caller);
      data.reached.forEach(onreached);
      this.onlevels(data.levels);
      if (data.saidAll) this.onsaid();
    };
    this.microphone?.connect(line);
    line.connect(this.context.destination);
    this.line = line;
    this.format = { codec, rate };
    this.hear(!this.silent);
  }

  onsaid() {}

  /** Let the microphone count, or let the caller be silent. */
  hear(on) {
    this.silent = !on;
    this.line?.port.postMessage({ hears: on });
  }

  play(bytes) {
    this.line?.port.postMessage({ play: bytes }, [bytes.buffer]);
  }

  checkpoint(name) {
    this.line?.port.postMessage({ checkpoint: name });
  }

  clear() {
    this.line?.port.postMessage({ clear: true });
  }

  /** Have sound in the stream's codec take the microphone's place. */
  say(bytes) {
    this.line?.port.postMessage({ say: bytes }, [bytes.buffer]);
  }

  end() {
    if (!this.line) return;
    this.line.port.postMessage({ end: true });
    this.line.port.onmessage = null;
    this.line.disconnect();
    this.line = null;
    this.onlevels({ caller: 0, bot: 0 });
  }

  async close() {
    this.end();
    this.unlisten();
    await this.context?.suspend();
  }
}

const LONGEST_S = 30 * 60;

/** Both sides of a call: the caller left, the bot right. */
class Tape {
  constructor() {
    this.frames = [];
    this.began = null; // of the first frame, in ms since 1970
    this.rate = 8000;
  }

  add({ caller, bot }, codec, rate) {
    if (this.began === null) [this.began, this.rate] = [Date.now(), rate];
    if (this.frames.length < LONGEST_S * 50 && rate === this.rate) this.frames.push({ caller, bot, codec, at: Date.now() });
  }

  get seconds() {
    return this.frames.length / 50;
  }

  /** Where on the tape a moment (ms since 1970) is: the tape stands still between two streams. */
  place(at) {
    const found = this.frames.findIndex((frame) => frame.at >= at);
    return found < 0 ? null : found / 50;
  }

  /** Return a WAV file, 16 bit. */
  toWav() {
    const size = this.rate / 50;
    const data = new DataView(new ArrayBuffer(44 + this.frames.length * size * 4));
    wavHead(data, this.rate);
    this.frames.forEach(({ caller, bot, codec }, frame) => {
      const [left, right] = [codec.decode(caller), codec.decode(bot)];
      for (let n = 0; n < size; n++) {
        const at = 44 + (frame * size + n) * 4;
        data.setInt16(at, (left[n] || 0) * 32767, true);
        data.setInt16(at + 2, (right[n] || 0) * 32767, true);
      }
    });
    return new Blob([data.buffer], { type: "audio/wav" });
  }
}

function wavHead(data, rate) {
  const text = (at, letters) => [...letters].forEach((letter, n) => data.setUint8(at + n, letter.charCodeAt(0)));
  text(0, "RIFF");
  data.setUint32(4, data.byteLength - 8, true);
  text(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 2, true);
  data.setUint32(24, rate, true);
  data.setUint32(28, rate * 4, true);
  data.setUint16(32, 4, true);
  data.setUint16(34, 16, true);
  text(36, "data");
  data.setUint32(40, data.byteLength - 44, true);
}
