/* Lead to what was refused where the page does not ask it: nothing "below" is wrong there. */
export function lead(state, refused) {
  const [first] = refused;
  if (!first || refused.some(({ id }) => document.querySelector(`.answer[data-field="${id}"]`))) return;
  const mark = state.querySelector(".unsaved"), icon = mark?.querySelector("svg");
  if (!mark) return;
  const link = Object.assign(document.createElement("a"), { href: first.url.replace("/answers/", "/change/"), title: first.label ?? "" });
  link.append(`${document.getElementById("save-blocked").dataset.away} (${refused.length})`);
  mark.replaceChildren(...(icon ? [icon] : []), link);
}
