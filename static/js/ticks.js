// One tick for all boxes of a list; where only some are ticked, it shows neither.
for (const all of document.querySelectorAll("[data-ticks]")) {
  const boxes = [...document.getElementById(all.dataset.ticks).querySelectorAll("[type=checkbox]")];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
