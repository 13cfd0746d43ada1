// What makes a post's page handier. Everything works without this file too.

// The form's own script comes when somebody turns to the form: those who only read have no use for it.
(() => {
  const form = document.querySelector('form[data-tickets]');
  if (!form) return;
  const load = () => import(form.dataset.script);

  form.addEventListener('focusin', () => load().catch(() => {}), { once: true });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.reply');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    load().then((script) => script.answer(link), () => location.assign(link.href));
  });
})();

// Copying the post's address in one step, and the device's own ways of sharing: otherwise the address stands in a field.
(() => {
  const share = document.querySelector('.share');
  if (!share) return;
  const shown = share.querySelector('details');
  const field = share.querySelector('input');
  field.addEventListener('focus', () => field.select());

  const told = document.createElement('span');
  told.setAttribute('role', 'status');

  function button(word, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = word;
    made.addEventListener('click', act);
    return made;
  }

  // Browsers let only pages do this that came safely.
  if (navigator.clipboard) {
    const copy = button(shown.querySelector('summary').textContent, async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        told.textContent = share.dataset.copied;
      } catch {
        copy.replaceWith(shown);
        shown.open = true;
        field.focus();
      }
    });
    shown.replaceWith(copy);
    copy.after(' ', told);
  }
  if (navigator.share) {
    const place = document.createElement('li');
    // Who closes the device's own list has changed their mind, which is no failure.
    place.append(button(share.dataset.more, () => navigator.share({ title: document.title, url: field.value }).catch(() => {})));
    share.querySelector('ul').append(place);
  }
})();
