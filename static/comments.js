// Posting a comment in one step, and answering where the comment stands. Everything works without this file too: then
// the form goes by way of its preview, and a reply has a page of its own.
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
