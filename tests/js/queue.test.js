/* The queue of what was typed and not acknowledged: node --test tests/js */
import assert from "node:assert/strict";
import test from "node:test";
import { keptPlaces, say, takeOver } from "../../static/js/kept.js";
import { Queue, isFinal } from "../../static/js/queue.js";

/* A browser's storage: its keys are its own properties, as Object.keys sees them. */
function storage() {
  const store = {};
  const hide = (name, value) => Object.defineProperty(store, name, { value, enumerable: false, configurable: true });
  hide("getItem", (key) => Object.hasOwn(store, key) ? store[key] : null);
  hide("setItem", (key, value) => { store[key] = String(value); });
  hide("removeItem", (key) => { delete store[key]; });
  return store;
}
const entry = (id, order, body = `${id}-value=x`, token = `t${order}`) => ({ id, order, body, token });

test("what waits comes in the order in which it was typed", () => {
  const queue = new Queue("p/base", () => store), store = storage();
  queue.keep(entry("b", 2)); queue.keep(entry("a", 3)); queue.keep(entry("c", 1));
  assert.deepEqual(queue.pending().map((entry) => entry.id), ["c", "b", "a"]);
});

test("a field's next text replaces the one that waits", () => {
  const store = storage(), queue = new Queue("p/base", () => store);
  queue.keep(entry("a", 1, "a-value=one", "t1")); queue.keep(entry("a", 1, "a-value=two", "t2"));
  assert.equal(queue.pending().length, 1);
  assert.ok(queue.isReplaced(entry("a", 1, "a-value=one", "t1")));
  assert.ok(!queue.isReplaced(entry("a", 1, "a-value=two", "t2")));
});

test("the next page of the browser finds what the last one kept, and nothing of other projects", () => {
  const store = storage();
  new Queue("p/base", () => store).keep(entry("a", 1));
  new Queue("q/base", () => store).keep(entry("b", 1));
  store["another program"] = "{";
  assert.deepEqual(new Queue("p/base", () => store).pending().map((entry) => entry.id), ["a"]);
  assert.deepEqual(keptPlaces(() => store), ["p/base", "q/base"]);
});

test("each person who uses a browser finds what they typed, and nobody else's takes its place", () => {
  const store = storage(), queueOf = (person) => new Queue("p/base", () => store, person);
  queueOf("dana").keep(entry("a", 1, "a-value=Dana's")); queueOf("lee").keep(entry("a", 2, "a-value=Lee's"));
  assert.deepEqual(queueOf("dana").pending().map((entry) => entry.body), ["a-value=Dana's"]);
  assert.deepEqual(queueOf("lee").pending().map((entry) => entry.body), ["a-value=Lee's"]);
  assert.deepEqual(queueOf("lee").others().map((entry) => entry.person), ["dana"]);
  assert.equal(queueOf("").pending().length, 2);
});

test("whoever signed out leaves no text to read to the next one at the browser, and finds it after signing in", () => {
  const store = storage(), queueOf = (person) => new Queue("p/base", () => store, person, Boolean(person));
  queueOf("dana").keep(entry("a", 1, "a-value=Dana's"));
  assert.deepEqual(queueOf("").pending(), []);
  assert.deepEqual(queueOf("dana").pending().map((entry) => entry.body), ["a-value=Dana's"]);
});

test("what somebody typed before they signed in becomes theirs when they say so, but for what they have typed since", () => {
  const store = storage(), before = new Queue("p/base", () => store, "nobody"), queue = new Queue("p/base", () => store, "dana");
  before.keep(entry("a", 1, "a-value=old")); before.keep(entry("b", 2, "b-value=old"));
  queue.keep(entry("b", 3, "b-value=new"));
  takeOver(queue, "dana");
  assert.deepEqual(queue.pending().map((entry) => entry.body), ["a-value=old", "b-value=new"]);
  assert.deepEqual(queue.others().map((entry) => entry.body), ["b-value=old"]);
});

test("a page that is taken over by another person takes along what a full storage refused", () => {
  const queue = new Queue("p/base", () => { throw new Error("denied"); }, "nobody");
  queue.keep(entry("a", 1));
  takeOver(queue, "dana");
  assert.deepEqual(queue.pending().map((entry) => entry.person), ["dana"]);
});

test("what a release before this one kept is found, kept as one's own, and gone once it is acknowledged", () => {
  const store = storage(), queue = new Queue("p/base", () => store, "dana");
  store.setItem("plumbline:p/base:a", JSON.stringify(entry("a", 1)));
  for (const one of queue.pending()) queue.keep(one);
  assert.deepEqual(Object.keys(store), ["plumbline:p/base:a@dana"]);
  queue.drop(queue.newest("a"));
  assert.deepEqual(Object.keys(store), []);
});

test("what was acknowledged is gone everywhere", () => {
  const store = storage(), queue = new Queue("p/base", () => store);
  queue.keep(entry("a", 1)); queue.drop(entry("a", 1));
  assert.deepEqual(queue.pending(), []);
  assert.deepEqual(Object.keys(store), []);
});

for (const [name, broken] of [
  ["a browser that refuses its storage", () => { throw new Error("denied"); }],
  ["a storage that is full", () => ({ getItem: () => null, setItem: () => { throw new Error("full"); }, removeItem: () => {} })],
]) {
  test(`${name} still keeps it for this page, and says that it is not safe`, () => {
    const queue = new Queue("p/base", broken);
    queue.keep(entry("a", 1));
    assert.equal(queue.newest("a").id, "a");
    assert.equal(queue.pending().length, 1);
    assert.ok(!queue.isSafe());
    queue.drop(entry("a", 1));
    assert.deepEqual(queue.pending(), []);
    assert.deepEqual(keptPlaces(broken), []);
  });
}

test("a full storage does not offer an older text as the newest", () => {
  const store = storage(), queue = new Queue("p/base", () => store);
  queue.keep(entry("a", 1, "a-value=old", "t1"));
  Object.defineProperty(store, "setItem", { value: () => { throw new Error("full"); } });
  queue.keep(entry("a", 1, "a-value=new", "t2"));
  assert.equal(queue.newest("a").token, "t2");
});

test("what is broken in the storage is passed over", () => {
  const store = storage(), queue = new Queue("p/base", () => store);
  store["plumbline:p/base:a"] = "{";
  queue.keep(entry("b", 1));
  assert.deepEqual(queue.pending().map((entry) => entry.id), ["b"]);
});

test("an entry is said as somebody would write it down", () => {
  const body = new URLSearchParams([["team-x-state", "known"], ["team-x-value", "Two\nlines"], ["team-x-note", "from Dana"], ["team-x-reason", " "]]);
  assert.equal(say({ id: "team-x", label: "Who?", body: body.toString() }), "Who?\nTwo\nlines\nnote: from Dana");
  const row = new URLSearchParams([["t-r-value-0-role", "Engineer"], ["t-r-value-0-pay", "95"]]);
  assert.equal(say({ id: "t-r", body: row.toString() }), "t-r\n0 role: Engineer\n0 pay: 95");
});

test("refusals that asking again may end are not final", () => {
  assert.deepEqual([400, 401, 403, 404, 410, 413, 422].map(isFinal), Array(7).fill(true));
  assert.deepEqual([200, 408, 425, 429, 500, 502, 503].map(isFinal), Array(7).fill(false));
});
