// The parts of Ant Design that no screen uses: their rules, half of its sheet, are not read at each start.
// Whoever begins to use one takes it off the list; the tests see its class on screen and say so (src/testing.ts).

const unused = [
  "affix", "anchor", "avatar", "back-top", "border-beam", "breadcrumb", "card", "carousel", "cascader", "col-(?:xs|sm|md|lg|x+l)",
  "collapse", "color-picker", "descriptions", "divider", "float-btn", "image", "layout", "list", "listy", "masonry", "mentions", "menu",
  "pagination", "picker-calendar", "qrcode", "rate", "ribbon", "slider", "splitter", "statistic", "steps", "table", "tabs", "timeline",
  "tour", "transfer", "tree", "tree-select", "typography", "upload", "watermark",
];

/** A class of theirs, wherever it stands. */
export const unusedClass = new RegExp(`(?<![\\w-])ant-(?:${unused.join("|")})(?![a-z])`);

/** Whether a selector can meet nothing on screen: it asks for one of them, more than to say what it does not mean. */
export const isUnused = (selector: string): boolean => unusedClass.test(selector.replaceAll(/:not\([^()]*(?:\([^()]*\)[^()]*)*\)/g, ""));

interface Rule { selectors: string[]; remove: () => unknown }

/** For PostCSS. */
export const withoutUnused = {
  postcssPlugin: "without-unused",
  Rule: (rule: Rule) => {
    const kept = rule.selectors.filter((selector) => !isUnused(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  },
};
