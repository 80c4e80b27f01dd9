// Live parts of the console's pages. Everything here is an addition: pages work without it.
'use strict';

/**
 * One stream for each open page. Browsers allow six connections to a host over HTTP/1.1, so a page
 * that is hidden closes its stream and continues at the same position when it is shown again.
 */
function follow(root) {
  let position = root.dataset.after;
  let source = null;
  let delay = 1000;
  let timer = 0;

  const replace = (id) => (event) => {
    const part = document.getElementById(id);
    position = event.lastEventId || position;
    if (!part) return;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    // What is being filled in or read remains.
    if (focused && !focused.parentElement.id) return;
    const open = [...part.querySelectorAll('details[id][open]')].map((each) => each.id);
    const focus = focused?.parentElement.id;
    part.innerHTML = event.data;
    for (const each of open) document.getElementById(each)?.setAttribute('open', '');
    if (focus) document.getElementById(focus)?.querySelector('summary')?.focus();
    enhance(part);
  };

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(root.dataset.stream + '?after=' + encodeURIComponent(position));
    source.addEventListener('open', () => { delay = 1000; root.dataset.state = 'live'; });
    for (const id of ['summary', 'failure-log', 'steps', 'actions', 'resources']) {
      source.addEventListener(id, replace(id));
    }
    source.addEventListener('events', (event) => {
      position = event.lastEventId || position;
      document.getElementById('event-list')?.insertAdjacentHTML('afterbegin', event.data);
    });
    source.addEventListener('lines', (event) => {
      position = event.lastEventId || position;
      append(document.getElementById('log-lines'), event.data);
    });
    source.addEventListener('error', () => {
      // A refused connection is not repeated by the browser: the service may be restarting.
      root.dataset.state = 'interrupted';
      close();
      clearTimeout(timer);
      timer = setTimeout(open, delay);
      delay = Math.min(delay * 2, 15000);
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      root.dataset.state = 'paused';
      close();
    } else {
      open();
    }
  });
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();
}

const MAX_LINES = 2000;

function append(log, markup) {
  if (!log) return;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  document.querySelector('.log-empty')?.remove();
  log.insertAdjacentHTML('beforeend', markup);
  while (log.childElementCount > MAX_LINES) log.firstElementChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

/** Shows what works only with a script, and hides what is needed only without one. */
function enhance(part) {
  for (const each of part.querySelectorAll('[data-without-script]')) each.hidden = true;
  for (const button of part.querySelectorAll('[data-copy]')) {
    button.hidden = !navigator.clipboard;
  }
  for (const elapsed of part.querySelectorAll('[data-seconds]')) {
    started.set(elapsed, performance.now() - elapsed.dataset.seconds * 1000);
  }
}

/** When the changes that are in progress have started, on this machine's clock. */
const started = new WeakMap();

function duration(seconds) {
  if (seconds < 60) return seconds + ' s';
  const two = (number) => String(number).padStart(2, '0');
  return seconds < 3600
    ? Math.floor(seconds / 60) + ' min ' + two(seconds % 60) + ' s'
    : Math.floor(seconds / 3600) + ' h ' + two(Math.floor(seconds % 3600 / 60)) + ' min';
}

setInterval(() => {
  for (const elapsed of document.querySelectorAll('[data-state=live] [data-seconds]')) {
    elapsed.textContent = duration(Math.floor((performance.now() - started.get(elapsed)) / 1000));
  }
}, 1000);

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const text = button.textContent;
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = text; }, 1500);
});

enhance(document);
document.addEventListener('htmx:load', (event) => enhance(event.detail.elt));
document.querySelector('.sidebar [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
for (const button of document.querySelectorAll('.filters[hx-get] .filter-apply')) button.hidden = true;
const log = document.getElementById('log-lines');
if (log) log.scrollTop = log.scrollHeight;
const live = document.querySelector('[data-stream]');
if (live) follow(live);
