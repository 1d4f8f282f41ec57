// The files of effects. One is shown only if it is, byte for byte, what the policy's author saw: whoever holds the place it
// comes from can put nothing else on the viewers' screens.

const BYTES_MAX = 32 * 1024 * 1024;
const KEPT_MAX = 24;
const TYPES = {webm: 'video/webm', mp4: 'video/mp4', svg: 'image/svg+xml', png: 'image/png', webp: 'image/webp', gif: 'image/gif', avif: 'image/avif', jpg: 'image/jpeg'};

const kept = new Map();

/** Whether it is a film. @param {string} url */
export const isFilm = (url) => /\.(webm|mp4)$/.test(url);

/** The address, of this page's own, of a file. @param {string} url @param {string} sha256 @returns {Promise<string>} */
export function file(url, sha256) {
  const known = kept.get(sha256);
  if (known) return known;
  const loading = load(url, sha256);
  kept.set(sha256, loading);
  loading.catch(() => kept.delete(sha256));
  if (kept.size > KEPT_MAX) forget(kept.keys().next().value);
  return loading;
}

function forget(sha256) {
  const loading = kept.get(sha256);
  kept.delete(sha256);
  loading.then((address) => URL.revokeObjectURL(address), () => {});
}

async function load(url, sha256) {
  const response = await fetch(url, {credentials: 'omit'});
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  if (Number(response.headers.get('Content-Length')) > BYTES_MAX) throw new Error(`${url} is too large`);
  const bytes = await response.arrayBuffer();
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (digest !== sha256) throw new Error(`${url} is another file`);
  return URL.createObjectURL(new Blob([bytes], {type: TYPES[url.split('.').pop()] ?? ''}));
}
