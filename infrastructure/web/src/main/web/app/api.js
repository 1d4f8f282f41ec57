// The HTTP API. What it refuses is a Problem, with the code that says why.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.message ?? `The server answered ${status}.`);
    this.status = status;
    this.code = body.code ?? (status === 401 ? 'unauthorized' : 'unknown');
    this.body = body;
  }

  /** Whether the same request may be sent again and succeed, or may have succeeded already. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class Api {
  constructor(config, session) {
    this.base = config.api ?? '';
    this.session = session;
  }

  get(path) {
    return this.#call('GET', path);
  }

  post(path, body, key = crypto.randomUUID()) {
    return this.#call('POST', path, body, {'Idempotency-Key': key});
  }

  put(path, body) {
    return this.#call('PUT', path, body);
  }

  async #call(method, path, body, headers = {}) {
    let response;
    try {
      response = await fetch(this.base + path, {
        method,
        headers: {
          Authorization: `Bearer ${this.session.token}`,
          ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        signal: AbortSignal.timeout(20_000),
      });
    } catch {
      throw new Problem(0, {code: 'no_answer', detail: 'No answer came. Are you online?'});
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    // A token ends in mid-stream; what was tapped is kept, and sent by whoever signs in again in time.
    if (response.status === 401) this.session.forget();
    throw new Problem(response.status, answer);
  }
}
