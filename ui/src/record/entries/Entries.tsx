export const Entries = () => null;
