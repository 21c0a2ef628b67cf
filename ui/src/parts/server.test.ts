import { expect, test } from "vitest";
import { addressOf } from "./ServerLedger";

test("an address is written whole from what was asked, whatever a password holds", () => {
  expect(addressOf({ place: "db.example.com:5432/books" })).toBe("postgres://db.example.com:5432/books");
  expect(addressOf({ place: " postgres://ann@db/books ", password: "a:b@c/d" })).toBe("postgres://ann:a%3Ab%40c%2Fd@db/books");
  expect(addressOf({ place: "db/books", user: "ann", password: "" })).toBe("postgres://ann@db/books");
  expect(addressOf({ place: "postgresql://bob@db/books", user: "ann", password: "x" })).toBe("postgres://ann:x@db/books");
  // Without a name there is nobody whose password it could be.
  expect(addressOf({ place: "db/books", password: "x" })).toBe("postgres://db/books");
});
