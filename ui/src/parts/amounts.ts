// Amounts as texts: the screen shows, sorts and reads them, it never computes with them.
// The one thing to know: an amount is never a Number here, or a large one would lose its cents.

export type Unit = 1 | 10000;

const digits = (amount: string) => {
  const negative = amount.startsWith("-");
  const [whole = "0", fraction = ""] = (negative ? amount.slice(1) : amount).split(".");
  return { negative, whole, fraction };
};

/** An integer of `places` decimals, and no rounding. */
const scaled = (amount: string, places: number): bigint => {
  const { negative, whole, fraction } = digits(amount);
  const value = BigInt(whole + fraction.padEnd(places, "0").slice(0, places));
  return negative ? -value : value;
};

const places = (...amounts: string[]) => Math.max(...amounts.map((amount) => digits(amount).fraction.length));

export const isZero = (amount: string): boolean => {
  // A digit that leads is the usual case, and a grid asks for thousands.
  const first = amount.charCodeAt(amount.startsWith("-") ? 1 : 0);
  return !(first > 48 && first < 58) && /^-?0*(\.0*)?$/.test(amount);
};
export const isNegative = (amount: string): boolean => amount.startsWith("-") && !isZero(amount);
/** The amount without its sign, for "超支 3,200". */
export const magnitude = (amount: string): string => (amount.startsWith("-") ? amount.slice(1) : amount);

/** Less than 0, 0 or more, for sorting. */
export const compare = (a: string, b: string): number => {
  const depth = places(a, b);
  const [left, right] = [scaled(a, depth), scaled(b, depth)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** An amount in 万元 with two decimals, half away from zero. */
const inTenThousands = (amount: string): string => {
  const { negative, whole, fraction } = digits(amount);
  const depth = fraction.length;
  const step = 10n ** BigInt(depth + 2);
  const value = (BigInt(whole + fraction) * 2n + step) / (step * 2n);
  const text = value.toString().padStart(3, "0");
  return `${negative && value > 0n ? "-" : ""}${text.slice(0, -2)}.${text.slice(-2)}`;
};

/** A figure with separators and a real minus. */
export const grouped = (figure: string): string => {
  const isBelow = figure.startsWith("-");
  const point = figure.indexOf(".");
  const end = point < 0 ? figure.length : point;
  let text = figure.slice(end);
  if (text === ".") text = "";
  let at = end;
  const start = isBelow ? 1 : 0;
  for (; at - start > 3; at -= 3) text = `,${figure.slice(at - 3, at)}${text}`;
  return `${isBelow && !isZero(figure) ? "−" : ""}${figure.slice(start, at)}${text}`;
};

let isHidden = false;

/** Privacy: from here on every amount is dots, wherever it stands; `WordsProvider` sets it and draws all anew. */
export const hideAmounts = (hidden: boolean): void => {
  isHidden = hidden;
};

/** `-1234567.50` as `−1,234,567.50`; in 万元 when the unit says so; dots while amounts are hidden. */
export const shown = (amount: string, unit: Unit = 1): string =>
  isHidden ? "•••" : grouped(unit === 1 ? amount : inTenThousands(amount));

/** A count with separators. */
export const counted = (count: number): string => grouped(String(count));

/** The share of `part` in `whole` in tenths of a percent; undefined when the whole is zero. */
export const permille = (part: string, whole: string): number | undefined => {
  const depth = places(part, whole);
  const [of, all] = [scaled(part, depth), scaled(whole, depth)];
  if (all === 0n) return undefined;
  const [top, bottom] = [of * 2000n, all < 0n ? -all * 2n : all * 2n];
  const sign = of < 0n !== all < 0n ? -1 : 1;
  const rounded = ((top < 0n ? -top : top) + bottom / 2n) / bottom;
  return sign * Number(rounded);
};

/** `0.834` as `83.4%`; a dash where there is no share. */
export const percent = (share: number | undefined): string =>
  share === undefined ? "–" : `${grouped((share / 10).toFixed(1))}%`;

/** What a person typed or pasted as an amount, as the wire wants it; undefined when it is none. */
export const typed = (text: string): string | undefined => {
  let rest = text
    .normalize("NFKC")
    .trim()
    .replace(/^[¥￥$€£]|元$/g, "")
    .replace(/[−–—]/g, "-")
    .replace(/[\s,'’]/g, "");
  const bracketed = /^\((.*)\)$/.exec(rest);
  if (bracketed) rest = `-${bracketed[1]}`;
  if (rest === "" || rest === "-") return undefined;
  rest = rest.replace(/^\+/, "").replace(/^(-?)[¥￥$€£]/, "$1").replace(/^(-?)\./, "$10.").replace(/\.$/, "");
  const tenThousand = /^(-?\d+)(?:\.(\d+))?万$/.exec(rest);
  if (tenThousand) {
    const fraction = (tenThousand[2] ?? "").padEnd(4, "0");
    rest = `${tenThousand[1]}${fraction.slice(0, 4)}${fraction.length > 4 ? `.${fraction.slice(4)}` : ""}`;
  }
  if (!/^-?\d+(\.\d+)?$/.test(rest)) return undefined;
  return rest.replace(/^(-?)0+(?=\d)/, "$1");
};
