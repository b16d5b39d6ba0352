/* Whether keys are switched off in this browser; the switch stands in the palette. */
export const OFF = "plumbline-keys-off";
export const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
