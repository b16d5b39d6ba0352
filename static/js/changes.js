/* When a page asks for others' changes, and what becomes of one. */
export const IDLE_AFTER = 600000;
const EVERY = 3000, IDLE_EVERY = 15000, RETRY = [3000, 6000, 12000, 30000];

/* How long until the next question [ms]: soon while somebody is here, later where nobody is or nobody answers. */
export function delay({ failures = 0, idle = 0 }) {
  if (failures) return RETRY[Math.min(failures, RETRY.length) - 1];
  return idle > IDLE_AFTER ? IDLE_EVERY : EVERY;
}

/* Stamps are the answer's version and that of the base's answer which it takes over. */
export function isNewer(stamp, shown) {
  const [version, base] = stamp.split(".").map(Number), [ours, oursBase] = shown.split(".").map(Number);
  return version !== ours ? version > ours : base > oursBase;
}

/* What becomes of a change: nothing, wait for the page's own save of it, tell whoever writes there, or show it. */
export function decide({ stamp, shown, told, isSending, isBusy }) {
  if (!isNewer(stamp, shown) || stamp === told) return "nothing";
  if (isSending) return "wait";
  return isBusy ? "tell" : "show";
}
