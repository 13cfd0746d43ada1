// The editor's comforts: Ctrl+S saves, and a page with unsaved words is not left without asking. All works without.
(() => {
  const form = document.querySelector(".editor");
  if (!form) return;
  const save = form.querySelector('button[name="intent"][value="save"]:not([formaction])');
  // A page that was sent back because of a fault holds words that are stored nowhere.
  let isChanged = form.querySelector("[aria-invalid]") !== null;

  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });

  addEventListener("beforeunload", (leaving) => {
    if (isChanged) leaving.preventDefault();
  });

  addEventListener("keydown", (pressed) => {
    const isSave = (pressed.ctrlKey || pressed.metaKey) && !pressed.altKey && !pressed.shiftKey && pressed.key === "s";
    if (!isSave || !save) return;
    pressed.preventDefault();
    form.requestSubmit(save);
  });
})();
