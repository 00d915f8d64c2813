// Puts the parts together.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Model {
  constructor(data) {
    this.data = data;
    this.steps = data.steps;
    this.all = data.steps.name.map((_, step) => step);
    this.selected = -1;
    this.runs = new Map();
    this.next = this.all.map(() => []);
    for (const step of this.all) {
      const outer = this.steps.outer[step];
      if (!this.runs.has(outer)) this.runs.set(outer, []);
      this.runs.get(outer).push(step);
      for (const other of this.steps.upstream[step]) this.next[other].push(step);
    }
  }

  within(outer) { return this.runs.get(outer) ?? []; }
  byTime(outer) { return this.within(outer).filter(step => this.started(step)).sort((a, b) => this.steps.start[a] - this.steps.start[b]); }
  downstream(step) { return this.next[step]; }
  started(step) { return !['NotRun', 'Skipped'].includes(this.steps.status[step]); }
  hasFailed(step) { return ['Failed', 'Canceled'].includes(this.steps.status[step]); }
  isElement(step) { return this.steps.outer[step] >= 0 && this.steps.kind[this.steps.outer[step]] === 1; }

  path(step) {
    let path = this.steps.name[step];
    for (let outer = this.steps.outer[step]; outer >= 0; outer = this.steps.outer[outer]) {
      if (this.steps.kind[outer] !== 1) path = `${this.steps.name[outer]}.${path}`;
    }
    return path;
  }

  describe(step) {
    const { steps } = this, parts = [`${this.path(step)}: ${steps.status[step]}`];
    if (steps.reason[step]) parts.push(steps.reason[step]);
    if (this.started(step)) {
      parts.push(`started after ${timeText(steps.start[step])}`, `took ${timeText(steps.end[step] - steps.start[step])}`);
      if (steps.lockWait[step]) parts.push(`waited ${timeText(steps.lockWait[step])} for ${steps.locks[step] ?? 'its locks'}`);
      if (steps.attempts[step] !== undefined) parts.push(`${steps.attempts[step]} attempts`);
      if (steps.slotWait[step]) parts.push(`waited ${timeText(steps.slotWait[step])} for a slot`);
      parts.push(steps.critical[step] > 0 ? `on the critical path for ${timeText(steps.critical[step])}` : `slack ${timeText(steps.slack[step])}`);
    }
    if (steps.exception[step]) parts.push(steps.exception[step]);
    return parts.join(', ');
  }
}

class WhatIf {
  constructor(model, host) {
    this.model = model;
    this.graph = model.data.graph;
    this.changes = { speedups: new Map(), limit: null, permits: new Map() };
    this.result = element('output', { id: 'predicted', 'aria-live': 'polite' });
    this.rows = element('div', { class: 'sliders' });
    this.choice = element('select', { 'aria-label': 'Add a step' }, element('option', { value: '' }, 'Add a step…'));
    const chosen = model.all.filter(step => model.started(step) && !model.isElement(step)).sort((a, b) => model.steps.critical[b] - model.steps.critical[a]);
    for (const step of chosen.slice(0, 1000)) this.choice.append(element('option', { value: step }, model.path(step)));
    this.choice.addEventListener('change', () => { if (this.choice.value) this.addStep(Number(this.choice.value)); this.choice.value = ''; });
    host.append(this.result, this.rows, this.choice);
    for (const step of chosen.filter(step => model.steps.outer[step] < 0 && model.steps.critical[step] > 0).slice(0, 5)) this.addStep(step);
    this.addLimit();
    const names = new Map();
    this.graph.lockNames.forEach((name, index) => names.set(name, [...(names.get(name) ?? []), index]));
    for (const [name, indexes] of [...names].slice(0, 8)) this.addLock(name, indexes);
    this.predict();
  }

  slider(label, min, max, value, text, change) {
    const shown = element('span', { class: 'value' }, text(value)), input = element('input', { type: 'range', min, max, value, 'aria-label': label });
    input.setAttribute('aria-valuetext', text(value));
    input.addEventListener('input', () => {
      shown.textContent = text(Number(input.value));
      input.setAttribute('aria-valuetext', shown.textContent);
      change(Number(input.value));
      this.predict();
    });
    this.rows.append(element('label', {}, element('span', { class: 'name', title: label }, label), input, shown));
    return input;
  }

  addStep(step) {
    if (this.changes.speedups.has(step)) return;
    this.changes.speedups.set(step, 1);
    const speeds = [1, 1.25, 1.5, 2, 3, 4, 8, Infinity];
    this.slider(this.model.path(step), 0, speeds.length - 1, 0, at => speeds[at] === Infinity ? 'no time' : `${speeds[at]}× as fast`, at => this.changes.speedups.set(step, speeds[at])).dataset.step = step;
  }

  addLimit() {
    const limit = this.graph.runLimit[0], most = Math.max(16, 2 * limit);
    this.slider('Steps at the same time', 1, most + 1, limit || most + 1, at => at > most ? 'no limit' : `${at}`, at => { this.changes.limit = at > most ? 0 : at; }).id = 'limit';
  }

  addLock(name, indexes) {
    const permits = Math.max(...indexes.map(index => this.graph.permits[index]));
    this.slider(`Permits of ${name}`, 1, Math.max(16, permits), permits, at => `${at}`, at => { for (const index of indexes) this.changes.permits.set(index, at); }).dataset.lock = name;
  }

  predict() {
    const time = replay(this.graph, this.changes), before = this.model.data.duration, change = before === 0 ? 0 : 100 * (time - before) / before;
    this.result.dataset.ticks = time;
    this.result.textContent = `${timeText(before)} → ${timeText(time)} (${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change).toFixed(1)} %)`;
  }
}

function showLimits(data, host) {
  const shares = [['dependencies', data.limits.graph, 'graph'], ['concurrency limit', data.limits.concurrency, 'slots'], ['threads', data.limits.threads, 'threads'], ...data.limits.locks.map(([name, share]) => [`lock ${name}`, share, 'lock'])]
    .filter(([, share]) => share >= 0.0005).sort((a, b) => b[1] - a[1]);
  const bar = element('div', { class: 'shares', 'aria-hidden': 'true' }), list = element('ul');
  for (const [name, share, kind] of shares) {
    const part = element('span', { class: kind });
    part.style.flexGrow = share;
    bar.append(part);
    list.append(element('li', {}, element('span', { class: `key ${kind}` }), `${name} ${(100 * share).toFixed(1)} %`));
  }
  host.append(bar, list);
}

function section(title, ...children) { return element('section', {}, element('h2', {}, title), ...children); }

function show(data) {
  const model = new Model(data), page = element('main');
  const themes = ['auto', 'light', 'dark'], theme = element('button', { type: 'button', id: 'theme' }, 'Theme: auto');
  theme.addEventListener('click', () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme ?? 'auto') + 1) % 3];
    document.documentElement.dataset.theme = next;
    theme.textContent = `Theme: ${next}`;
  });
  const quotient = (a, b) => b === 0 ? '–' : (a / b).toFixed(2);
  const facts = element('dl', { class: 'facts' });
  for (const [name, value] of [['Duration', timeText(data.duration)], ['Steps', `${model.all.length}`], ['Work', timeText(data.work)], ['Longest chain', timeText(data.span)], ['At the same time, on average', quotient(data.work, data.duration)], ['Possible by the graph', quotient(data.work, data.span)]]) {
    facts.append(element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  }
  page.append(element('header', {}, element('h1', {}, data.flow, ' ', element('span', { class: `status ${data.status}` }, data.status)), theme), facts);
  if (data.failures.length > 0) {
    page.append(element('section', { class: 'failures' }, element('h2', {}, 'Failures'), ...data.failures.slice(0, 20).map(failure => element('pre', {}, failure))));
  }

  const lines = element('div', { class: 'scroll', id: 'timeline' }), detail = element('p', { id: 'detail', role: 'status' }, 'Choose a step to see what it depends on.');
  const zoomIn = element('button', { type: 'button', 'aria-label': 'Zoom in' }, '+'), zoomOut = element('button', { type: 'button', 'aria-label': 'Zoom out' }, '−');
  const timeline = new Timeline(model, lines), graph = element('div', { class: 'scroll', id: 'graph' }), limits = element('div'), what = element('div', { id: 'what-if' }), tableHost = element('div');
  zoomIn.addEventListener('click', () => { timeline.zoom = Math.min(64, timeline.zoom * 2); timeline.draw(); });
  zoomOut.addEventListener('click', () => { timeline.zoom = Math.max(1, timeline.zoom / 2); timeline.draw(); });
  const legend = element('p', { class: 'legend' }, element('span', { class: 'key critical' }), 'critical path ', element('span', { class: 'key ran' }), 'other steps ', element('span', { class: 'key waited' }), 'waiting for a lock ', element('span', { class: 'key failed' }), 'failed or cancelled ', zoomOut, zoomIn);
  page.append(section('Timeline', legend, lines, detail), element('div', { class: 'columns' }, section('What if', what), section('What limited it', limits)), section('Graph', graph), section('Steps', tableHost));
  document.body.append(page);

  let table = null;
  const select = step => {
    model.selected = step;
    timeline.select(step);
    markGraph(graph, step);
    table?.mark();
    detail.textContent = step < 0 ? 'Choose a step to see what it depends on.' : model.describe(step);
  };
  lines.addEventListener('click', event => {
    const step = Number(event.target.closest('[data-step]')?.dataset.step ?? -1);
    if (step >= 0 && step === model.selected) timeline.toggle(step);
    select(step);
  });
  lines.addEventListener('pointerover', event => timeline.showArrows(Number(event.target.closest('[data-step]')?.dataset.step ?? model.selected)));
  lines.addEventListener('keydown', event => {
    const step = Number(event.target.closest('[data-step]')?.dataset.step ?? -1);
    if (step < 0) return;
    if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      const next = timeline.neighbour(step, event.key);
      if (next >= 0) { select(next); timeline.focus(next); }
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      select(step);
      timeline.toggle(step);
    } else if (event.key === 'Escape') {
      select(-1);
    }
  });
  timeline.draw();
  if (model.within(-1).length <= 500) drawGraph(model, graph, select);
  else graph.append(element('p', { class: 'quiet' }, `A graph of ${model.within(-1).length} steps is not drawn. Use FlowPlan.ToDot().`));
  new WhatIf(model, what);
  showLimits(data, limits);
  table = new StepTable(model, tableHost, select);
}

show(JSON.parse(document.getElementById('data').textContent));
