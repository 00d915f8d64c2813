// Steps through a schedule: what each step does, and who has the locks, after each moment.

const data = JSON.parse(document.getElementById('data').textContent);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function timeText(ticks) {
  const units = [[36000000000, 'h'], [600000000, 'min'], [10000000, 's'], [10000, 'ms'], [10, 'µs']];
  const [size, unit] = units.find(([size]) => ticks >= size) ?? [10000, 'ms'];
  return `${Number((ticks / size).toFixed(3))} ${unit}`;
}

const words = { started: 'started', continued: 'continued', succeeded: 'succeeded', failed: 'failed', canceled: 'was cancelled', notRun: 'will not run', skipped: 'was skipped', lock: 'waits', slot: 'waits for a slot' };

function describe(moment) {
  const what = moment.kind === 'lock' ? `waits for ${moment.lock}` : words[moment.kind];
  return `${data.steps[moment.step].name} ${what}`;
}

// What each step does after the first moments.
function statesAfter(count) {
  const states = data.steps.map(() => ({ name: 'not started', waitsFor: null }));
  let current = null;
  for (const moment of [...data.before, ...data.moments.slice(0, count)]) {
    const state = states[moment.step];
    state.waitsFor = moment.lock ?? null;
    state.name = { started: 'running', continued: 'running', lock: 'waiting', slot: 'waiting', notRun: 'not run' }[moment.kind] ?? moment.kind;
    // One thing happens at a time: what has started and is not what happens now waits for something that it awaits.
    if (current !== null && current !== state && current.name === 'running') current.name = 'suspended';
    current = state;
  }
  return states;
}

const stateWords = { suspended: 'waits at an await', canceled: 'cancelled', 'not run': 'will not run' };
const holds = state => state.name === 'running' || state.name === 'suspended';

let at = 0;
const last = data.moments.length;
const now = element('p', { id: 'now', role: 'status' }), slider = element('input', { type: 'range', min: 0, max: last, value: 0, 'aria-label': 'Moment' });
const jump = (label, text, target) => {
  const made = element('button', { type: 'button', 'aria-label': label, title: label }, text);
  made.addEventListener('click', () => show(target()));
  return made;
};
const first = jump('First moment (Home)', '|◀', () => 0), back = jump('Back (Left arrow)', '◀ Back', () => at - 1), next = jump('Forward (Right arrow)', 'Forward ▶', () => at + 1), end = jump('Last moment (End)', '▶|', () => last);
slider.addEventListener('input', () => show(Number(slider.value)));
const list = element('ol', { 'aria-label': 'Moments', tabindex: -1 }), steps = element('tbody'), locks = element('tbody'), lockSection = element('section', {}, element('h2', {}, 'Locks'),
  element('table', { id: 'locks' }, element('thead', {}, element('tr', {}, element('th', {}, 'Lock'), element('th', {}, 'Held by'), element('th', {}, 'Waiting'))), locks));
const lockNames = [...new Set([...data.steps.flatMap(step => step.locks), ...data.moments.map(moment => moment.lock).filter(name => name)])];

data.moments.forEach((moment, index) => {
  const button = element('button', { type: 'button' }, element('span', { class: 'number' }, `${index + 1}`), element('span', {}, describe(moment)), element('span', { class: 'number' }, timeText(moment.time)));
  button.addEventListener('click', () => show(index + 1));
  list.append(element('li', {}, button));
});

function show(moment) {
  at = Math.max(0, Math.min(last, moment));
  slider.value = at;
  const current = at > 0 ? data.moments[at - 1] : null;
  now.textContent = current === null ? `Before the first of ${last} moments` : `${at} of ${last}, at ${timeText(current.time)}: ${describe(current)}`;
  slider.setAttribute('aria-valuetext', now.textContent);
  first.disabled = back.disabled = at === 0;
  next.disabled = end.disabled = at === last;
  [...list.children].forEach((item, index) => {
    const button = item.firstChild;
    button.classList.toggle('later', index >= at);
    if (index === at - 1) {
      button.setAttribute('aria-current', 'step');
      list.scrollTop = Math.min(Math.max(list.scrollTop, item.offsetTop - list.offsetTop + item.offsetHeight - list.clientHeight), item.offsetTop - list.offsetTop);
    } else {
      button.removeAttribute('aria-current');
    }
  });

  const states = statesAfter(at);
  steps.replaceChildren(...data.steps.map((step, index) => {
    const state = states[index], text = state.waitsFor ? `waits for ${state.waitsFor}` : state.name === 'waiting' ? 'waits for a slot' : stateWords[state.name] ?? state.name;
    return element('tr', current?.step === index ? { class: 'current' } : {}, element('th', { scope: 'row' }, step.name), element('td', { class: state.name }, text),
      element('td', {}, holds(state) ? step.locks.join(', ') : ''), element('td', { class: 'quiet' }, step.after.map(other => data.steps[other].name).join(', ')));
  }));
  locks.replaceChildren(...lockNames.map(name => {
    const named = test => data.steps.filter((step, index) => test(step, states[index])).map(step => step.name).join(', ');
    return element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, named((step, state) => holds(state) && step.locks.includes(name)) || 'free'), element('td', { class: 'waiting' }, named((step, state) => state.waitsFor === name)));
  }));
}

document.addEventListener('keydown', event => {
  const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
  if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  show(target);
});

const themes = ['auto', 'light', 'dark'], theme = element('button', { type: 'button', id: 'theme' }, 'Theme: auto');
theme.addEventListener('click', () => {
  const chosen = themes[(themes.indexOf(document.documentElement.dataset.theme ?? 'auto') + 1) % 3];
  document.documentElement.dataset.theme = chosen;
  theme.textContent = `Theme: ${chosen}`;
});
lockSection.hidden = lockNames.length === 0;
document.body.append(element('main', {},
  element('header', {}, element('h1', {}, `${data.flow}: a schedule that fails`), theme),
  element('pre', { id: 'failure' }, data.failure),
  element('p', { class: 'quiet' }, `Schedule number ${data.number}${data.seed === null ? '' : `, seed ${data.seed}`}. To have it again: Explore.ReplayAsync(…, "${data.schedule}", …). The arrow keys, Home and End move.${data.dropped === 0 ? '' : ` The first ${data.dropped} moments are not shown, only what they led to.`}`),
  element('nav', { 'aria-label': 'Moments' }, first, back, next, end, slider, now),
  element('div', { class: 'columns' },
    element('section', {}, element('h2', {}, 'Moments'), list),
    element('div', {}, element('section', {}, element('h2', {}, 'Steps'),
      element('table', { id: 'steps' }, element('thead', {}, element('tr', {}, element('th', {}, 'Step'), element('th', {}, 'State'), element('th', {}, 'Holds'), element('th', {}, 'After'))), steps)), lockSection))));
show(0);
