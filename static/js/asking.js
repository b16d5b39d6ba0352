/* Whoever changes an answer in an interview writes down who said it: the name of the one who is asked, unless another
   stands there. autosave.js then finds it with the answer. */
const filled = new Set();
document.addEventListener("input", (event) => {
  const field = event.target.closest(".answer")?.dataset.field;
  const name = field && document.querySelector(`.saidby[data-for-answer="${field}"] input`);
  if (!name || filled.has(name)) return;
  filled.add(name);
  name.value = name.dataset.by || name.value;
}, true);
document.addEventListener("input", (event) => { if (event.target.closest(".saidby")) filled.add(event.target); }, true);
