export const Import = () => null;
