/* When a page asks for others' changes, and what becomes of one: node --test tests/js */
import assert from "node:assert/strict";
import test from "node:test";
import { decide, delay, isNewer } from "../../static/js/changes.js";

test("a page somebody works in asks within five seconds", () => {
  assert.ok(delay({}) < 5000);
  assert.ok(delay({ idle: 60000 }) < 5000);
});

test("a page that nobody touches asks less, and one that gets no reply less and less", () => {
  assert.ok(delay({ idle: 3600000 }) > delay({}));
  assert.ok(delay({ failures: 3 }) > delay({ failures: 1 }));
  assert.equal(delay({ failures: 4 }), delay({ failures: 400 }));
});

test("versions are counted, and below them those of the base", () => {
  assert.ok(isNewer("10.0", "9.0"));
  assert.ok(isNewer("0.8", "0.7"));
  assert.ok(isNewer("1.0", "0.7"));
  assert.ok(!isNewer("4.0", "5.0"));
  assert.ok(!isNewer("4.0", "4.0"));
});

const change = { stamp: "3.0", shown: "2.0", told: undefined, isSending: false, isBusy: false };
test("an answer that nobody writes is shown", () => assert.equal(decide(change), "show"));
test("one that somebody writes is told, once", () => {
  assert.equal(decide({ ...change, isBusy: true }), "tell");
  assert.equal(decide({ ...change, isBusy: true, told: "3.0" }), "nothing");
  assert.equal(decide({ ...change, isBusy: true, told: "2.0" }), "tell");
});
test("one that is on its way to the server waits for its reply", () => {
  assert.equal(decide({ ...change, isBusy: true, isSending: true }), "wait");
  assert.equal(decide({ ...change, shown: "3.0", isSending: true }), "nothing");
});
