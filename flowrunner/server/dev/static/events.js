/* What the host tells, over one WebSocket that is opened again whenever it is lost. */

const LEAST_MS = 300;
const MOST_MS = 5000;

export class Events {
  /** `handlers` by the type of a message; `connected` is told whether there is a connection. */
  constructor(handlers) {
    this.handlers = handlers;
    this.wait = LEAST_MS;
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/dev/events`);
    socket.onopen = () => {
      this.wait = LEAST_MS;
      this.handlers.connected(true);
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      this.handlers[message.type]?.(message);
    };
    socket.onclose = () => {
      this.handlers.connected(false);
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, MOST_MS);
    };
  }
}
