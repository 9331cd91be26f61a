/* The media stream of one <Stream>, as Plivo holds it: see its audio streaming guide. One socket each. */

export class Stream {
  /** `element` is what the document says: url, format, bothWays, tracks, extraHeaders. */
  constructor(element, ids, sound) {
    this.element = element;
    this.ids = ids;
    this.sound = sound;
    this.sequence = 0;
    this.chunk = 0;
    this.socket = null;
  }

  /** Hold the stream until it ends; resolves to `closed`, or `lost` when nothing answers. */
  run() {
    return new Promise((resolve) => {
      this.socket = new WebSocket(this.element.url);
      let opened = false;
      this.socket.onopen = () => {
        opened = true;
        this.start();
      };
      this.socket.onmessage = ({ data }) => this.obey(data);
      this.socket.onclose = () => {
        this.sound.end();
        resolve(opened ? "closed" : "lost");
      };
    });
  }

  /** The caller has hung up. */
  stop() {
    if (this.socket?.readyState === WebSocket.OPEN) this.tell("stop", {});
    this.socket?.close();
  }

  press(digit) {
    this.tell("dtmf", { dtmf: { track: "inbound", digit, timestamp: now() }, extra_headers: this.extraHeaders });
  }

  get extraHeaders() {
    return this.element.extraHeaders || "{}";
  }

  start() {
    const { codec, rate } = this.element.format;
    const start = {
      callId: this.ids.call,
      streamId: this.ids.stream,
      accountId: this.ids.account,
      tracks: this.element.tracks,
      mediaFormat: { encoding: codec.type, sampleRate: rate },
    };
    this.send({ event: "start", sequenceNumber: ++this.sequence, start, extra_headers: this.extraHeaders });
    this.silence = base64(codec.encode(new Float32Array(rate / 50)));
    this.sound.begin(
      this.element.format,
      (frame) => this.media(frame),
      (name) => this.tell("playedStream", { name }),
    );
  }

  media(frame) {
    for (const track of this.element.tracks) {
      const payload = track === "inbound" ? base64(frame) : this.silence;
      const media = { track, timestamp: now(), chunk: ++this.chunk, payload };
      this.tell("media", { media, extra_headers: this.extraHeaders });
    }
  }

  obey(text) {
    const message = JSON.parse(text);
    if (message.event === "playAudio" && this.element.bothWays) this.sound.play(bytes(message.media.payload));
    if (message.event === "checkpoint") this.sound.checkpoint(message.name);
    if (message.event === "clearAudio") {
      this.sound.clear();
      this.tell("clearedAudio", {});
    }
  }

  tell(event, fields) {
    this.send({ event, sequenceNumber: ++this.sequence, streamId: this.ids.stream, ...fields });
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function now() {
  return String(Date.now());
}

function base64(data) {
  return btoa(String.fromCharCode(...data));
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
