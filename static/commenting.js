// Posting a comment in one step, answering where the comment stands, and how the words will look while they are written.
// Without this file the form goes by way of its preview, and a reply has a page of its own.

const section = document.getElementById('comment-form');
const form = section.querySelector('form[data-tickets]');
const button = form.querySelector('button.primary');
const title = document.getElementById('comment-form-title');
const help = document.getElementById('comment-help');
const { parent, text } = form.elements;
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

// Moves the form below the comment that a link is for.
export function answer(link) {
  answering = link;
  parent.value = new URL(link.href).searchParams.get('parent');
  title.textContent = link.textContent;
  button.after(' ', cancel);
  // Between the comments of a thread there is no margin for it to stand in.
  help.classList.remove('margin');
  link.closest('article').after(section);
  text.focus();
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

cancel.addEventListener('click', stopAnswering);
section.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && answering) stopAnswering();
});

// The blog itself renders the words, by the rules that hold for what is posted.
const live = document.createElement('section');
live.className = 'preview';
live.setAttribute('aria-label', form.dataset.liveWord);
const heading = document.createElement('p');
heading.className = 'hint';
heading.textContent = form.dataset.liveWord;
const body = document.createElement('div');
body.className = 'comment-body';
body.dir = 'auto';
live.append(heading, body);
let timer;
let turn = 0;

async function showLive() {
  const mine = ++turn;
  if (!text.value.trim()) {
    live.remove();
    return;
  }
  try {
    const words = new URLSearchParams({ text: text.value });
    const answer = await fetch('/comments/preview/text', { method: 'POST', body: words, credentials: 'same-origin' });
    if (!answer.ok && answer.status !== 422) return;
    const html = await answer.text();
    if (mine !== turn) return;
    body.innerHTML = html;
    text.closest('.field').append(live);
  } catch {
    // Whoever is without a network for a moment keeps the last one.
  }
}

text.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(showLive, 400);
});

if (form.contains(document.activeElement)) fetchTicket();
showLive();
