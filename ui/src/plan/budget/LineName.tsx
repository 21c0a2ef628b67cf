// What a budget line names, in words.
import type { Labels, LineKey } from "../../api";
import { valueName } from "../../parts/labels";
import { useWords, type Words } from "../../parts/words";

const others = ["department", "channel", "activity", "product", "customer", "grade"] as const;

/** The names of what a line names beside its category. */
export const namesOf = (of: LineKey, labels: Labels, words: Words): string[] =>
  others.flatMap((dimension) => (of[dimension] == null ? [] : [valueName(dimension, of[dimension], labels, words)]));

/** The whole name as one text: for titles, for finding. */
export const fullName = (of: LineKey, labels: Labels, words: Words, nameOf: (code: string) => string): string =>
  [...(of.category == null ? [] : [`${of.category} ${nameOf(of.category)}`]), ...namesOf(of, labels, words)].join(" · ");

interface Props { of: LineKey; labels: Labels; /** The subtotal above names the category already. */ isTold?: boolean; nameOf: (category: string) => string }

export const LineName = ({ of, labels, isTold = false, nameOf }: Props) => {
  const words = useWords();
  const beside = namesOf(of, labels, words);
  return (
    <span className="line-name" title={fullName(of, labels, words, nameOf)}>
      {of.category != null && !isTold && (
        <><span className="row-code">{of.category}</span><span className={beside.length > 0 ? "line-category" : "line-category alone"}>{nameOf(of.category)}</span></>
      )}
      {beside.length > 0 && <span className={isTold || of.category == null ? "line-beside alone" : "line-beside"}>{beside.join(" · ")}</span>}
    </span>
  );
};
