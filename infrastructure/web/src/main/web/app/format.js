// Numbers, money and times as the reader's language writes them.

const language = navigator.language;
const whole = new Intl.NumberFormat(language);
const finest = new Intl.NumberFormat(language, {maximumFractionDigits: 4});
const short = new Intl.NumberFormat(language, {notation: 'compact', maximumFractionDigits: 1});

export const number = (value) => whole.format(value ?? 0);
export const compact = (value) => ((value ?? 0) < 10_000 ? number(value) : short.format(value));

/** An amount in its currency's minor unit. */
export function money(amount) {
  if (!amount) return '';
  const format = new Intl.NumberFormat(language, {style: 'currency', currency: amount.currency});
  return format.format(amount.amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** What the ledger has of an asset, in its own unit: ten-thousandths of a diamond, a currency's minor unit, else one. */
export function balance(amount, asset) {
  if (asset === 'diamond_e4') return finest.format(amount / 10_000);
  return /^[A-Z]{3}$/.test(asset) ? money({amount, currency: asset}) : number(amount);
}

export const clock = (instant) =>
  new Date(instant).toLocaleTimeString(language, {hour: '2-digit', minute: '2-digit'});
export const moment = (instant) =>
  new Date(instant).toLocaleString(language, {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});

/** A number from 0 to 359 that is the same for the same text. */
export function hue(text) {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + character.codePointAt(0)) % 3600;
  return hash % 360;
}

/** How somebody is called. */
export const called = (gift) => gift.display_name ?? gift.sender ?? gift.viewer ?? '';
