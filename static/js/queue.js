/* What was typed and not acknowledged yet. Each entry is the newest text of one field; it lies in the browser's storage,
   so that it outlives the page, and in memory where the storage is full or refused. */
export class Queue {
  #memory = new Map();

  /* place: the project and the scenario; storage: a function, because to ask for the storage alone may throw. */
  constructor(place, storage = () => globalThis.localStorage) {
    this.prefix = `plumbline:${place}:`;
    this.storage = storage;
  }

  #stored() {
    try { return Object.keys(this.storage()).filter((key) => key.startsWith(this.prefix)).map((key) => this.#read(key)).filter(Boolean); }
    catch { return []; }
  }
  #read(key) { try { return JSON.parse(this.storage().getItem(key)); } catch { return null; } }
  #forget(id) { try { this.storage().removeItem(this.prefix + id); } catch { /* it was never there */ } }

  /* All that waits, in the order in which it was typed. */
  pending() {
    const entries = new Map([...this.#memory.values(), ...this.#stored()].map((entry) => [entry.id, entry]));
    return [...entries.values()].sort((a, b) => a.order - b.order);
  }
  newest(id) { return this.#read(this.prefix + id) ?? this.#memory.get(id); }
  /* What this page typed, before what another tab may have stored in its place. */
  own(id) { return this.#memory.get(id) ?? this.#read(this.prefix + id); }
  keep(entry) {
    try { this.storage().setItem(this.prefix + entry.id, JSON.stringify(entry)); } catch { this.#forget(entry.id); }
    this.#memory.set(entry.id, entry);
  }
  drop(entry) { this.#forget(entry.id); this.#memory.delete(entry.id); }
  /* Whether somebody typed on while a text was on its way. */
  isReplaced(entry) { return (this.newest(entry.id) ?? entry).token !== entry.token; }
  /* Whether all of it would still be there if the page were closed now. */
  isSafe() { return this.pending().every((entry) => this.#read(this.prefix + entry.id)); }
}

/* Return whether a refusal is for good: asking again would be refused again. */
export const isFinal = (status) => status >= 400 && status < 500 && ![408, 425, 429].includes(status);
