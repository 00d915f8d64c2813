// Shows times in the reader's zone, and replaces what is live every two seconds. Without it the pages work the same, but stand still.
'use strict';

function localize(root) {
  for (const time of root.querySelectorAll('time')) {
    const moment = new Date(time.dateTime), two = number => String(number).padStart(2, '0');
    time.title = time.dateTime;
    time.textContent = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  }
}

async function refresh(last) {
  const connection = document.getElementById('connection');
  let next = last;
  try {
    const response = await fetch(location.href, { redirect: 'error' });
    if (!response.ok) throw new Error(response.statusText);
    const live = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('live');
    next = live.innerHTML;
    const old = document.getElementById('live');
    const selection = getSelection();
    if (next === last) {
      // As it is.
    } else if (!selection.isCollapsed && old.contains(selection.anchorNode)) {
      next = last; // What is being copied stays; the next time will do.
    } else {
      localize(live);
      for (const open of old.querySelectorAll('details[open]')) {
        const same = [...live.querySelectorAll('details')].find(details => details.id === open.id);
        if (same) same.open = true;
      }
      const wide = [...old.querySelectorAll('.wide')].map(box => box.scrollLeft);
      const focusable = 'a, button, summary', index = [...old.querySelectorAll(focusable)].indexOf(document.activeElement);
      const focused = document.activeElement;
      old.replaceWith(live);
      const same = live.querySelectorAll(focusable)[index];
      if (same?.textContent === focused.textContent) same.focus({ preventScroll: true });
      live.querySelectorAll('.wide').forEach((box, index) => box.scrollLeft = wide[index] ?? 0);
    }
    connection.textContent = '';
  } catch {
    connection.textContent = 'No connection: what is shown may be out of date.';
  }
  return next;
}

const live = document.getElementById('live');
let last = live.innerHTML;
localize(live);
(async () => {
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, 2000));
    if (!document.hidden) last = await refresh(last);
  }
})();
