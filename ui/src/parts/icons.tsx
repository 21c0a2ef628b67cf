// Icons that the set lacks: arrows back and forth that can be told apart at a glance.

const Arrow = ({ turn }: { turn?: boolean }) => (
  <svg className="anticon" viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
    <path transform={turn ? "matrix(-1 0 0 1 16 0)" : undefined} d="M5.5 2.5 2.5 5.5l3 3M2.5 5.5h7a4 4 0 0 1 0 8h-3" />
  </svg>
);

export const UndoIcon = () => <Arrow />;
export const RedoIcon = () => <Arrow turn />;
