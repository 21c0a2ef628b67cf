// Which rows of a list are in sight, where all are of one height: nothing is held of the others, so ten million are as
// quick as ten.
import { type RefObject, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Browsers end a page at some 33 million pixels. A longer list has a bar of this length, and a pixel of it stands for several. */
export const tallest = 30_000_000;
/** Rows that are drawn above and below what is in sight. */
const around = 20;

/** Pixels of the whole list and of what can be seen of it at once. */
export interface Lengths { whole: number; room: number }
/** What is at the upper edge: pixels of the list, and where the bar stands then. */
export interface Place { top: number; bar: number }

const within = (value: number, most: number) => Math.min(Math.max(0, value), Math.max(0, most));
const lastTop = ({ whole, room }: Lengths) => Math.max(0, whole - room);
const lastBar = ({ whole, room }: Lengths) => Math.max(0, Math.min(whole, tallest) - room);

/** Where the list stands once the bar has moved: of a long one a small step is that many pixels, a large one a share of all. */
export const moved = (from: Place, bar: number, lengths: Lengths): Place => {
  if (lengths.whole <= tallest) return { top: bar, bar };
  if (bar <= 0) return { top: 0, bar };
  if (bar >= lastBar(lengths)) return { top: lastTop(lengths), bar };
  const step = bar - from.bar;
  const top = Math.abs(step) < lengths.room ? from.top + step : (bar / lastBar(lengths)) * lastTop(lengths);
  return { top: within(top, lastTop(lengths)), bar };
};

/** Where it stands for a row to be seen, no farther than needed. */
export const revealed = (from: Place, row: number, height: number, lengths: Lengths): Place => {
  const start = row * height;
  const top = start < from.top ? start : Math.max(from.top, start + height - lengths.room);
  if (top === from.top) return from;
  const bar = lengths.whole <= tallest ? top : Math.round((top / lastTop(lengths)) * lastBar(lengths));
  return { top, bar };
};

/** The rows in sight of `count`, each `height` pixels high, below a head of `head` pixels that stands still. */
export const useRows = (count: number, height: number, head: number, scroller: RefObject<HTMLElement | null>) => {
  const [place, setPlace] = useState<Place>({ top: 0, bar: 0 });
  const [room, setRoom] = useState(0);
  const lengths = { whole: count * height, room };
  useLayoutEffect(() => {
    const one = scroller.current;
    if (!one) return;
    const measure = () => setRoom(Math.max(0, one.clientHeight - head));
    // At once, so that no frame shows the place without its rows.
    const scroll = () => flushSync(() => setPlace((from) => moved(from, one.scrollTop, { whole: count * height, room: one.clientHeight - head })));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(one);
    one.addEventListener("scroll", scroll, { passive: true });
    return () => {
      observer.disconnect();
      one.removeEventListener("scroll", scroll);
    };
  }, [scroller, count, height, head]);

  const top = within(place.top, lastTop(lengths));
  const first = Math.max(0, Math.floor(top / height) - around);
  const end = Math.min(count, Math.ceil((top + room) / height) + around);
  return {
    /** Each with its place in the body. */
    inSight: Array.from({ length: Math.max(0, end - first) }, (_, at) => ({ index: first + at, start: place.bar + (first + at) * height - top })),
    /** Height of the body. */
    tall: Math.min(lengths.whole, tallest),
    /** Brings a row into sight. */
    reveal: (row: number) => {
      const next = revealed({ top, bar: place.bar }, row, height, lengths);
      setPlace(next);
      scroller.current?.scrollTo?.({ top: next.bar });
    },
  };
};
