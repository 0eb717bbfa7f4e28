// Shows the messages of the inbox, and asks for new ones every two seconds. Values become text, never HTML.
'use strict';

const element = (id) => document.getElementById(id);
let shown = location.hash.slice(1);
let known = '';

function entry(message) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = message.id === shown ? 'entry current' : 'entry';
  for (const [name, text] of [
    ['to', message.to],
    ['title', message.subject || message.text],
    ['time', `${message.kind}, ${new Date(message.time).toLocaleString()}`],
  ]) {
    const line = document.createElement('span');
    line.className = name;
    line.textContent = text;
    button.append(line);
  }
  button.addEventListener('click', () => {
    shown = message.id;
    location.hash = shown;
    known = '';
    refresh();
  });
  return button;
}

// The text with its links as links.
function linked(text) {
  const parts = document.createDocumentFragment();
  for (const part of text.split(/(https?:\/\/[^\s<>"]+)/)) {
    if (/^https?:\/\//.test(part)) {
      const link = document.createElement('a');
      link.href = part;
      link.target = '_blank';
      link.rel = 'noreferrer';
      link.textContent = part;
      parts.append(link);
    } else {
      parts.append(part);
    }
  }
  return parts;
}

function show(message) {
  element('message').hidden = !message;
  if (!message) return;
  element('subject').textContent = message.subject || 'Text message';
  element('about').textContent = `to ${message.to}, ${new Date(message.time).toLocaleString()}`;
  element('text').replaceChildren(linked(message.text));
  const frame = element('html');
  frame.hidden = !message.html;
  if (message.html) frame.src = `messages/${message.id}/html`;
}

async function refresh() {
  const answer = await fetch('messages');
  if (!answer.ok) return;
  const messages = await answer.json();
  const state = messages.map((message) => message.id).join();
  if (state === known) return;
  known = state;
  if (!messages.some((message) => message.id === shown)) shown = messages.length ? messages[0].id : '';
  element('list').replaceChildren(...messages.map(entry));
  element('empty').hidden = messages.length > 0;
  show(messages.find((message) => message.id === shown));
}

element('clear').addEventListener('click', async () => {
  await fetch('messages', { method: 'DELETE' });
  refresh();
});
// The stack may be stopped for a while.
setInterval(() => refresh().catch(() => {}), 2000);
refresh();
