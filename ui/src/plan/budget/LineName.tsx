// What a budget line names, in words.
import type { Labels, LineKey } from "../../api";
import { useCategories } from "../../parts/categories";
import { valueName } from "../../parts/labels";
import { useWords } from "../../parts/words";

const others = ["department", "channel", "activity", "product", "customer", "grade"] as const;

export const LineName = ({ of, labels }: { of: LineKey; labels: Labels }) => {
  const words = useWords();
  const { nameOf } = useCategories();
  const name = (dimension: (typeof others)[number]) =>
    of[dimension] == null ? null : valueName(dimension, of[dimension], labels, words);
  const tags = others.map((dimension) => ({ dimension, text: name(dimension) })).filter(({ text }) => text !== null);
  const title = [of.category == null ? null : nameOf(of.category), ...tags.map(({ text }) => text)].filter((text) => text !== null).join(" · ");
  return (
    <span className="line-name" title={title}>
      {of.category != null && <><span className="row-code">{of.category}</span><span className="line-category">{nameOf(of.category)}</span></>}
      {tags.map(({ dimension, text }) => <span key={dimension} className="tag">{text}</span>)}
    </span>
  );
};
