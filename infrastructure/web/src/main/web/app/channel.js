// The channel of a room or a creator: the id's characters that a channel cannot have are escaped, and the rest is cut.

const ESCAPES = {'-': '--', '.': '-d', '_': '-u', ':': '-c', '|': '-p', '+': '-a'};

/** @param {'room'|'creator'} namespace @param {string} id */
export function channel(namespace, id) {
  const escaped = id.replace(/[-._:|+]/g, (character) => ESCAPES[character]);
  return `/${namespace}/${escaped.match(/.{1,50}/g).join('/')}`;
}
