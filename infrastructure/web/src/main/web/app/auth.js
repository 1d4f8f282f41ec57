// Signing in: OpenID Connect's authorization code with PKCE. The token is kept for this tab alone, so that two windows can
// be two users.

const TOKEN = 'giftledger.token';

/** Whose session at the identity provider is ended by signing out. */
const ID_TOKEN = 'giftledger.id-token';

const PENDING = 'giftledger.sign-in';

/** The token of an overlay: it shows gifts, and does nothing else. */
const OVERLAY = 'giftledger.overlay';
const OVERLAY_SCOPE = 'giftledger/overlay';

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** What a token says; nothing if it is none. */
export function claims(token) {
  try {
    const [, body] = token.split('.');
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

export class Session {
  constructor(config) {
    this.config = config;
  }

  get token() {
    return sessionStorage.getItem(TOKEN) ?? '';
  }

  set token(token) {
    sessionStorage.setItem(TOKEN, token);
  }

  /** Who is signed in; empty if nobody is. */
  get user() {
    const {sub, exp} = claims(this.token);
    return sub && exp * 1000 > Date.now() ? sub : '';
  }

  get scopes() {
    return String(claims(this.token).scope ?? '').split(' ');
  }

  /** The token of the user's overlay, and when it ends; nothing if there is none that does what it should. */
  get overlay() {
    const token = sessionStorage.getItem(OVERLAY) ?? '';
    const until = claims(token).exp * 1000;
    return token && !this.overlayRefused && until > Date.now() ? {token, until} : undefined;
  }

  /** Whether the identity provider gave another token than the user's overlay's when it was asked for one. */
  get overlayRefused() {
    const token = sessionStorage.getItem(OVERLAY);
    const {sub, scope} = claims(token ?? '');
    return token !== null && (sub !== this.user || !String(scope ?? '').split(' ').includes(OVERLAY_SCOPE));
  }

  /** Forgets who is signed in here. The identity provider does not: they need no password to come back. */
  forget() {
    for (const stored of [TOKEN, ID_TOKEN, OVERLAY]) sessionStorage.removeItem(stored);
    dispatchEvent(new Event('signed-out'));
  }

  /**
   * Signs out here and, where it publishes how, at the identity provider: else whoever comes to this device next would be
   * signed in as the one before.
   */
  async signOut() {
    const idToken = sessionStorage.getItem(ID_TOKEN);
    this.forget();
    const {end_session_endpoint: end} = await this.#endpoints().catch(() => ({}));
    if (!end) {
      location.assign('/');
      return;
    }
    const url = new URL(end);
    url.searchParams.set('client_id', this.config.clientId);
    url.searchParams.set('post_logout_redirect_uri', this.#redirect);
    // Cognito's name for it: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    url.searchParams.set('logout_uri', this.#redirect);
    if (idToken) url.searchParams.set('id_token_hint', idToken);
    location.assign(url);
  }

  async #endpoints() {
    const answer = await fetch(`${this.config.issuer}/.well-known/openid-configuration`);
    return answer.json();
  }

  get #redirect() {
    return `${location.origin}/`;
  }

  /** Leaves for the identity provider, and comes back to where the page is now. */
  async signIn(scope = this.config.scope, stored = TOKEN) {
    const verifier = random();
    const state = random();
    sessionStorage.setItem(PENDING, JSON.stringify({verifier, state, stored, back: location.hash}));
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const {authorization_endpoint: url} = await this.#endpoints();
    location.assign(`${url}?${new URLSearchParams({
      response_type: 'code', client_id: this.config.clientId, redirect_uri: this.#redirect, scope, state,
      code_challenge: base64url(digest), code_challenge_method: 'S256',
    })}`);
  }

  /** As signing in, for a token that can stand in the address of an overlay. */
  signInForOverlay() {
    return this.signIn(`openid ${OVERLAY_SCOPE}`, OVERLAY);
  }

  /** Ends signing in, if the page was just come back to. */
  async complete() {
    const query = new URLSearchParams(location.search);
    const code = query.get('code');
    if (!code) return;
    const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? '{}');
    sessionStorage.removeItem(PENDING);
    history.replaceState(null, '', `/${pending.back ?? ''}`);
    if (!pending.state || pending.state !== query.get('state')) return;
    const {token_endpoint: url} = await this.#endpoints();
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code', code, redirect_uri: this.#redirect,
        client_id: this.config.clientId, code_verifier: pending.verifier,
      }),
    });
    if (!answer.ok) return;
    const tokens = await answer.json();
    if (tokens.id_token) sessionStorage.setItem(ID_TOKEN, tokens.id_token);
    // Cognito's access token names no audience; both of its tokens count for the API.
    sessionStorage.setItem(pending.stored === OVERLAY ? OVERLAY : TOKEN, tokens.access_token ?? tokens.id_token);
  }
}
