// What a budget line names, in words.
import type { LineKey } from "../../api";
import { useCategories } from "../../parts/categories";
import { MemberName } from "../../parts/MemberName";

const registers = ["department", "channel", "activity", "product", "customer"] as const;

export const LineName = ({ of }: { of: LineKey }) => {
  const { nameOf } = useCategories();
  const category = of.category == null ? null : nameOf(of.category);
  return (
    <span className="cut line-name" title={category ?? undefined}>
      {of.category != null && <><span className="row-code">{of.category}</span>{category}</>}
      {registers.map((register) => {
        const code = of[register];
        return code == null ? null : <span key={register} className="tag"><MemberName register={register} code={code} /></span>;
      })}
      {of.grade != null && <span className="tag">{of.grade}</span>}
    </span>
  );
};
