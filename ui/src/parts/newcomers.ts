// Names typed into a picker that no register has yet: marked until the form is saved, made just before it.
import { call, type Register } from "../api";

// No code may hold a control character, so that the mark is nobody's name.
const mark = "\u0001";

export const newcomer = (name: string): string => `${mark}${name}`;
export const isNewcomer = (value: string): boolean => value.startsWith(mark);
export const nameOfNewcomer = (value: string): string => value.slice(mark.length);

/** The code of a picked member; a newcomer is made first, with its name as code. */
export const settled = async (register: Register, value: string): Promise<string> => {
  if (!isNewcomer(value)) return value;
  const name = nameOfNewcomer(value);
  if (register === "customer") await call("set_customer", { code: name, name });
  else await call("set_member", { register, code: name, name });
  return name;
};
