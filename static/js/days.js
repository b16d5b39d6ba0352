/* A calendar, the browser's own, for whoever would rather choose a day than write it into the box beside it. */
const ISO = /^\d{4}-\d{2}-\d{2}$/;

function choose(button) {
  const box = document.getElementById(button.dataset.calendar);
  const before = button.nextElementSibling;
  const picker = before ?? Object.assign(document.createElement("input"), { type: "date", className: "vh", tabIndex: -1 });
  if (!before) {
    picker.ariaHidden = "true";
    picker.addEventListener("input", (event) => event.stopPropagation()); // it is no answer itself
    picker.addEventListener("change", (event) => {
      event.stopPropagation();
      if (!picker.value) return;
      box.value = picker.value;
      for (const name of ["input", "change"]) box.dispatchEvent(new Event(name, { bubbles: true }));
      box.focus();
    });
    button.after(picker);
  }
  picker.value = ISO.test(box.value) ? box.value : "";
  picker.showPicker();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-calendar]");
  if (button) choose(button);
});
