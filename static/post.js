// What makes a post's page handier. Everything works without this file too.

// Posting a comment in one step, and answering where the comment stands: otherwise the form goes by way of its preview,
// and a reply has a page of its own.
(() => {
  const section = document.getElementById('comment-form');
  const form = section && section.querySelector('form[data-tickets]');
  if (!form) return;

  const button = form.querySelector('button.primary');
  const title = document.getElementById('comment-form-title');
  const parent = form.elements.parent;
  const help = document.getElementById('comment-help');
  const was = { action: form.getAttribute('action'), button: button.textContent, title: title.textContent };
  let asked = false;

  const token = document.createElement('input');
  token.type = 'hidden';
  token.name = 'token';

  // With a ticket the form may post at once; until it has come, Continue leads to the preview.
  async function fetchTicket() {
    if (asked) return;
    asked = true;
    try {
      const answer = await fetch(form.dataset.tickets, { credentials: 'same-origin', cache: 'no-store' });
      if (!answer.ok) throw new Error(answer.statusText);
      const ticket = await answer.json();
      token.value = ticket.token;
      form.append(token);
      form.action = form.dataset.send;
      button.textContent = form.dataset.sendWord;
      for (const name of ['name', 'email', 'website']) {
        const field = form.elements[name];
        if (!field.value) field.value = ticket[name];
      }
    } catch {
      asked = false;
    }
  }

  function forgetTicket() {
    token.remove();
    form.setAttribute('action', was.action);
    button.textContent = was.button;
    asked = false;
  }

  form.addEventListener('focusin', fetchTicket);
  // A page that comes back from the browser's memory has spent its ticket.
  addEventListener('pageshow', (event) => {
    if (event.persisted) forgetTicket();
  });

  const cancel = document.createElement('button');
  cancel.type = 'button';
  cancel.textContent = form.dataset.cancelWord;

  const home = document.createComment('');
  section.before(home);
  let answering = null;

  function answer(link) {
    answering = link;
    parent.value = new URL(link.href).searchParams.get('parent');
    title.textContent = link.textContent;
    button.after(' ', cancel);
    // Between the comments of a thread there is no margin for it to stand in.
    help.classList.remove('margin');
    link.closest('article').after(section);
    form.elements.text.focus();
  }

  function stopAnswering() {
    parent.value = '';
    title.textContent = was.title;
    cancel.remove();
    help.classList.add('margin');
    home.after(section);
    if (answering) answering.focus();
    answering = null;
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.reply');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    answer(link);
  });
  cancel.addEventListener('click', stopAnswering);
  section.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && answering) stopAnswering();
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
