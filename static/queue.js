// The queue by keyboard, and without loading the page anew. Everything works without it.
(() => {
  const list = document.querySelector(".queue");
  const said = document.querySelector("#said");
  const dialog = document.querySelector(".keys");
  const hint = document.querySelector(".keys-hint");
  if (!said) return;
  // The card that was taken out last, and what it stood before.
  let taken = null;

  const cards = () => (list ? [...list.children] : []);
  const current = () => document.activeElement?.closest?.(".queue > li") ?? null;

  const go = (card) => {
    if (!card) return;
    card.tabIndex = -1;
    card.focus();
    card.scrollIntoView({ block: "nearest" });
  };

  const move = (step) => {
    const all = cards();
    const at = all.indexOf(current());
    go(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step]);
  };

  // What the server says stands in the page that it leads to.
  const ask = async (form, button) => {
    const fields = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(button?.formAction || form.action, { method: "POST", body: fields });
    if (new URL(answer.url).pathname !== "/admin/comments") throw new Error("another page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const notice = page.querySelector("#said > .notice");
    if (!notice) throw new Error("nothing was said");
    // A page that is loaded again tells the same.
    history.replaceState(null, "", answer.url);
    said.replaceChildren(document.importNode(notice, true));
    return { page, isFault: notice.matches("[role=alert]") };
  };

  const natively = (form, button) => {
    form.dataset.natively = "";
    form.requestSubmit(button);
  };

  const decide = async (form, button) => {
    const card = form.closest(".queue > li");
    const next = card.nextElementSibling ?? card.previousElementSibling;
    try {
      card.inert = true;
      const { page, isFault } = await ask(form, button);
      card.inert = false;
      if (isFault) return;
      // What was left here is shown as it is by now: it may have been changed since it was looked at.
      const left = page.getElementById(card.id);
      if (left) {
        const fresh = document.importNode(left, true);
        card.replaceWith(fresh);
        return go(fresh);
      }
      taken = { card, before: card.nextElementSibling };
      card.remove();
      if (next) go(next);
      else location.reload();
    } catch {
      card.inert = false;
      natively(form, button);
    }
  };

  const takeBack = async (form) => {
    try {
      await ask(form);
      if (!taken || !list) return location.reload();
      if (taken.before?.isConnected) taken.before.before(taken.card);
      else list.append(taken.card);
      go(taken.card);
      taken = null;
    } catch {
      natively(form);
    }
  };

  addEventListener("submit", (sent) => {
    const form = sent.target;
    if ("natively" in form.dataset) return;
    if (form.matches(".queue .each") && sent.submitter) {
      sent.preventDefault();
      decide(form, sent.submitter);
    } else if (form.matches(".taking-back") && taken) {
      sent.preventDefault();
      takeBack(form);
    }
  });

  const verdicts = { a: "published", s: "spam", x: "rejected", d: "deleted" };

  const press = (key) => {
    if (key === "j") return move(1);
    if (key === "k") return move(-1);
    if (key === "?") return dialog?.showModal();
    if (key === "u") return said.querySelector(".taking-back button")?.click();
    const card = current();
    if (!card) return false;
    if (key === "p") return card.querySelector(".pick input")?.click();
    return card.querySelector(`.each [data-verdict="${verdicts[key]}"]`)?.click();
  };

  addEventListener("keydown", (pressed) => {
    const isTyping = pressed.target.closest?.("input:not([type=checkbox]), textarea, select, dialog");
    if (isTyping || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    if (!(pressed.key in verdicts) && !["j", "k", "u", "p", "?"].includes(pressed.key)) return;
    pressed.preventDefault();
    press(pressed.key);
  });

  if (hint && dialog) {
    hint.hidden = false;
    hint.querySelector("[data-keys]").addEventListener("click", () => dialog.showModal());
  }
})();
