// The graph of the run's own steps in layers: each step one to the right of the last that it depends on.

function layoutGraph(model) {
  const steps = model.within(-1), layer = new Map(), layers = [];
  const open = new Map(steps.map(step => [step, model.steps.upstream[step].length]));
  const ready = steps.filter(step => open.get(step) === 0);
  for (let i = 0; i < ready.length; i++) {
    const step = ready[i], at = Math.max(-1, ...model.steps.upstream[step].map(other => layer.get(other))) + 1;
    layer.set(step, at);
    (layers[at] ??= []).push(step);
    for (const next of model.downstream(step)) {
      open.set(next, open.get(next) - 1);
      if (open.get(next) === 0) ready.push(next);
    }
  }

  // Steps go where their neighbours are, a few times to and fro, so that fewer edges cross.
  const row = new Map();
  layers.forEach(list => list.forEach((step, index) => row.set(step, index)));
  const sort = (list, neighbours) => {
    const centre = step => {
      const rows = neighbours(step).map(other => row.get(other));
      return rows.length === 0 ? row.get(step) : rows.reduce((sum, value) => sum + value, 0) / rows.length;
    };
    const centres = new Map(list.map(step => [step, centre(step)]));
    list.sort((a, b) => centres.get(a) - centres.get(b) || a - b);
    list.forEach((step, index) => row.set(step, index));
  };
  for (let pass = 0; pass < 4; pass++) {
    layers.forEach(list => sort(list, step => model.steps.upstream[step]));
    layers.slice().reverse().forEach(list => sort(list, step => model.downstream(step)));
  }
  return { layers, row };
}

function drawGraph(model, host, onSelect) {
  const { layers } = layoutGraph(model), tallest = Math.max(1, ...layers.map(list => list.length));
  const boxHeight = 26, rowHeight = 40, gap = 56, height = tallest * rowHeight + 16, places = new Map();
  let left = 12;
  for (const list of layers) {
    const width = Math.min(220, Math.max(60, ...list.map(step => model.steps.name[step].length * 7.2 + 20)));
    list.forEach((step, index) => places.set(step, { left, width, top: 8 + (height - 16) * (index + 0.5) / list.length - boxHeight / 2 }));
    left += width + gap;
  }
  const root = svg('svg', { width: Math.max(60, left - gap + 12), height, role: 'group', 'aria-label': 'Graph of the steps' });
  for (const [step, place] of places) {
    for (const other of model.steps.upstream[step]) {
      const from = places.get(other), x1 = from.left + from.width, y1 = from.top + boxHeight / 2, x2 = place.left, y2 = place.top + boxHeight / 2, bend = Math.max(24, (x2 - x1) / 2);
      const critical = model.steps.critical[step] > 0 && model.steps.critical[other] > 0 && model.steps.end[other] === Math.max(...model.steps.upstream[step].map(up => model.steps.end[up]));
      svg('path', { class: critical ? 'edge critical' : 'edge', 'data-from': other, 'data-to': step, d: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}` }, root);
    }
  }
  for (const [step, place] of places) {
    const kind = model.hasFailed(step) ? 'failed' : model.steps.critical[step] > 0 ? 'critical' : model.started(step) ? 'ran' : 'idle';
    const group = svg('g', { class: `step ${kind}`, role: 'button', tabindex: 0, 'aria-label': model.describe(step), 'data-step': step }, root);
    svg('rect', { class: 'bar', x: place.left, y: place.top, width: place.width, height: boxHeight, rx: 5 }, group);
    const room = Math.floor((place.width - 12) / 7), name = model.steps.name[step];
    svg('text', { x: place.left + place.width / 2, y: place.top + 17, 'text-anchor': 'middle' }, group).textContent = name.length > room ? `${name.slice(0, room - 1)}…` : name;
    svg('title', {}, group).textContent = model.describe(step);
    group.addEventListener('click', () => onSelect(step));
    group.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); onSelect(step); } });
  }
  host.replaceChildren(root);
}

function markGraph(host, step) {
  for (const element of host.querySelectorAll('.step')) element.classList.toggle('selected', Number(element.dataset.step) === step);
  for (const edge of host.querySelectorAll('.edge')) edge.classList.toggle('selected', Number(edge.dataset.from) === step || Number(edge.dataset.to) === step);
}

