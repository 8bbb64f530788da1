// How numbers, money and times are written. The page speaks English; times are UTC because event time is.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const plainMoney = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percentage = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const currencies = new Map();

export const count = (value) => whole.format(value);
export const short = (value) => compact.format(value);
export const percent = (value) => percentage.format(value);

export function money({ currency, amount }) {
  if (!/^[A-Z]{3}$/.test(currency)) return currency ? `${plainMoney.format(amount)} ${currency}` : plainMoney.format(amount);
  if (!currencies.has(currency)) {
    currencies.set(currency, new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }));
  }
  return currencies.get(currency).format(amount);
}

/** The greatest amount first, the others behind it; zero without a currency if there is none. */
export const moneyParts = (amounts) => {
  const sorted = [...(amounts ?? [])].sort((a, b) => b.amount - a.amount);
  return sorted.length ? sorted : [{ currency: '', amount: 0 }];
};

const pad = (number) => String(number).padStart(2, '0');
const dayNames = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Minutes since 1970 as 02:31. */
export const clock = (minute) => `${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}`;
export const day = (minute) => dayNames.format(new Date(minute * 60000));
export const dayAndClock = (minute) => `${day(minute)}, ${clock(minute)}`;

/** An ISO time as 02:31:07. */
export function seconds(iso) {
  const time = new Date(iso);
  return `${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}:${pad(time.getUTCSeconds())}`;
}

export const minuteOf = (iso) => Math.floor(Date.parse(iso) / 60000);

export function localSeconds(time) {
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

export function span(secondsLong) {
  if (secondsLong < 1) return `${Math.round(secondsLong * 1000)} ms`;
  if (secondsLong < 90) return `${secondsLong.toFixed(1)} s`;
  if (secondsLong < 5400) return `${Math.round(secondsLong / 60)} min`;
  if (secondsLong < 172800) return `${(secondsLong / 3600).toFixed(1)} h`;
  return `${Math.round(secondsLong / 86400)} days`;
}

/** How long ago an ISO time was, by this browser's clock. */
export const since = (iso) => {
  const ago = (Date.now() - Date.parse(iso)) / 1000;
  return ago < 1 ? 'just now' : `${span(ago)} ago`;
};

export function bytes(number) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = number > 0 ? Math.min(units.length - 1, Math.floor(Math.log10(number) / 3)) : 0;
  return `${(number / 1000 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

/** A change as +4.2 %; a minus sign, not a hyphen. */
export const change = (ratio) => `${ratio < 0 ? '\u2212' : '+'}${percent(Math.abs(ratio))}`;
