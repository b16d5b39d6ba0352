/* What was typed and not acknowledged yet. Each entry is the newest text of one field; it lies in the browser's storage,
   so that it outlives the page, and in memory where the storage is full or refused. */
export class Queue {
  #memory = new Map();

  /* place: the project and the scenario; storage: a function, because to ask for the storage alone may throw; person: whose
     texts are seen, "" for those of everybody who used this browser without an account; isSignedIn: whether it is one's. */
  constructor(place, storage = () => globalThis.localStorage, person = "", isSignedIn = false) {
    this.prefix = `plumbline:${place}:`;
    this.storage = storage;
    this.person = person;
    this.isSignedIn = isSignedIn;
  }

  #stored() {
    try { return Object.keys(this.storage()).filter((key) => key.startsWith(this.prefix)).map((key) => this.#read(key)).filter(Boolean); }
    catch { return []; }
  }
  #read(key) { try { return JSON.parse(this.storage().getItem(key)); } catch { return null; } }
  #key(id, person = this.person) { return this.prefix + id + (person ? `@${person}` : ""); }
  #forget(key) { try { this.storage().removeItem(key); } catch { /* it was never there */ } }
  /* Whoever signed out left texts behind that the next one at this browser must not read. */
  #isOthers({ person, isSignedIn }) { return Boolean(person && person !== this.person && (this.person || isSignedIn)); }

  /* All that waits, in the order in which it was typed. */
  pending() {
    const entries = new Map([...this.#memory.values(), ...this.#stored()].map((entry) => [this.#key(entry.id, entry.person), entry]));
    return [...entries.values()].filter((entry) => !this.#isOthers(entry)).sort((a, b) => a.order - b.order);
  }
  /* What somebody else typed here, or this person before signing in. */
  others() { return [...this.#memory.values(), ...this.#stored()].filter((entry) => this.#isOthers(entry)); }
  newest(id) { return this.#read(this.#key(id)) ?? this.#memory.get(id); }
  /* What this page typed, before what another tab may have stored in its place. */
  own(id) { return this.#memory.get(id) ?? this.#read(this.#key(id)); }
  keep(entry) {
    const kept = this.person ? { ...entry, person: this.person, isSignedIn: this.isSignedIn } : entry, key = this.#key(entry.id);
    if (entry.person !== kept.person) this.#forget(this.#key(entry.id, entry.person ?? ""));
    try { this.storage().setItem(key, JSON.stringify(kept)); } catch { this.#forget(key); }
    this.#memory.set(entry.id, kept);
  }
  drop(entry) {
    for (const person of [entry.person ?? "", this.person]) this.#forget(this.#key(entry.id, person));
    if (!this.#isOthers(entry)) this.#memory.delete(entry.id);
  }
  /* Whether somebody typed on while a text was on its way. */
  isReplaced(entry) { return (this.newest(entry.id) ?? entry).token !== entry.token; }
  /* Whether all of it would still be there if the page were closed now. */
  isSafe() { return this.pending().every((entry) => this.#read(this.#key(entry.id, entry.person ?? ""))); }
}

/* Return whether a refusal is for good: asking again would be refused again. */
export const isFinal = (status) => status >= 400 && status < 500 && ![408, 425, 429].includes(status);
