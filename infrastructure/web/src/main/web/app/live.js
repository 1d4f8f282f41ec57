// AppSync Events over WebSocket: https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html

const PROTOCOL = 'aws-appsync-event-ws';
const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000, 15000];
const SILENCE_MS = 300_000;

/** AppSync says each minute that it is there; who has not heard it for longer was asleep, or it is gone. */
const HEARD_MS = 90_000;

const base64url = (text) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** A subscription that comes back after every cut. Events: frame (detail), subscribed, refused, state. */
export class Live extends EventTarget {
  #socket = null;
  #attempt = 0;
  #closed = false;
  #watchdog = 0;
  #retry = 0;
  #heard = 0;
  state = 'connecting';

  /** @param {{http: string, realtime: string}} events @param {string} channel @param {() => string} token */
  constructor(events, channel, token) {
    super();
    this.events = events;
    this.channel = channel;
    this.token = token;
    this.wake = () => this.#wake();
    addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.#connect();
  }

  close() {
    this.#closed = true;
    removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** Of a socket that ended in its sleep a page might hear minutes later. */
  #wake() {
    if (document.hidden || this.#closed) return;
    if (this.#socket && Date.now() - this.#heard < HEARD_MS) return;
    const slept = this.#socket;
    if (slept) slept.onopen = slept.onmessage = slept.onclose = null;
    slept?.close();
    this.#attempt = 0;
    this.#connect();
  }

  #authorization() {
    return {host: new URL(this.events.http).host, Authorization: this.token()};
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#become('connecting');
    const header = `header-${base64url(JSON.stringify(this.#authorization()))}`;
    const socket = new WebSocket(this.events.realtime, [PROTOCOL, header]);
    this.#socket = socket;
    let patience = SILENCE_MS;
    const alive = () => {
      this.#heard = Date.now();
      clearTimeout(this.#watchdog);
      this.#watchdog = setTimeout(() => socket.close(), patience);
    };
    socket.onopen = () => socket.send(JSON.stringify({type: 'connection_init'}));
    socket.onmessage = ({data}) => {
      const message = parsed(data);
      switch (message?.type) {
        case 'connection_ack':
          patience = message.connectionTimeoutMs || SILENCE_MS;
          socket.send(JSON.stringify({
            type: 'subscribe', id: crypto.randomUUID(), channel: this.channel, authorization: this.#authorization(),
          }));
          break;
        case 'subscribe_success':
          this.#attempt = 0;
          this.#become('live');
          this.dispatchEvent(new Event('subscribed'));
          break;
        case 'subscribe_error':
          this.#become('refused');
          this.dispatchEvent(new Event('refused'));
          break;
        case 'data':
          for (const event of [message.event].flat()) {
            const frame = parsed(event);
            if (frame?.version === 1) this.dispatchEvent(new CustomEvent('frame', {detail: frame}));
          }
          break;
        default:
      }
      alive();
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      clearTimeout(this.#watchdog);
      if (this.#closed) return;
      this.#become('connecting');
      const pause = BACKOFF_MS[Math.min(this.#attempt++, BACKOFF_MS.length - 1)];
      this.#retry = setTimeout(() => this.#connect(), pause * (0.5 + Math.random()));
    };
    alive();
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}

function parsed(text) {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return null;
  }
}
