// The timeline: a bar for each step, in lanes; below a step those of the run within it, unless it is folded.

const Svg = 'http://www.w3.org/2000/svg';

function svg(name, attributes, parent) {
  const element = document.createElementNS(Svg, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
}

// As the library writes times.
function timeText(ticks) {
  const ms = ticks / 10000;
  if (ms < 999.95) return `${ms.toFixed(1)} ms`;
  if (ms < 59995) return `${(ms / 1000).toFixed(2)} s`;
  let tenths = Math.floor((Math.floor(ticks / 500000) + 1) / 2);
  const parts = [], days = Math.floor(tenths / 864000);
  tenths -= days * 864000;
  const hours = Math.floor(tenths / 36000);
  tenths -= hours * 36000;
  const minutes = Math.floor(tenths / 600);
  tenths -= minutes * 600;
  if (days) parts.push(`${days} d`);
  if (hours) parts.push(`${hours} h`);
  if (minutes) parts.push(`${minutes} min`);
  if (tenths) parts.push(`${tenths / 10} s`);
  return parts.join(' ');
}

function axisTicks(duration, count) {
  const second = 1e7, units = [];
  for (let power = 0; power < 9; power++) for (const digit of [1, 2, 5]) if (digit * 10 ** power <= 30 * second) units.push(digit * 10 ** power);
  for (const minutes of [1, 2, 5, 10, 30, 60, 120, 360, 720]) units.push(minutes * 60 * second);
  for (let power = 0; power < 7; power++) for (const digit of [1, 2, 5]) units.push(digit * 10 ** power * 86400 * second);
  const step = units.find(unit => duration / unit <= count) ?? units.at(-1), ticks = [];
  for (let tick = 0; tick <= duration; tick += step) ticks.push(tick);
  return ticks;
}

class Timeline {
  static BarHeight = 22;
  static LaneHeight = 28;
  static Header = 24;

  constructor(model, host) {
    this.model = model;
    this.host = host;
    this.zoom = 1;
    this.folded = new Set();
    for (const step of model.all) if (model.within(step).length > (model.steps.kind[step] === 1 ? 24 : 400)) this.folded.add(step);
    new ResizeObserver(() => { if (Math.abs(this.width - this.host.clientWidth * this.zoom) > 1) this.draw(); }).observe(host);
  }

  x(ticks) { return 8 + ticks * (this.width - 16) / Math.max(1, this.model.data.duration); }

  isOpen(step) { return this.model.steps.lanes[step] > 0 && !this.folded.has(step); }

  toggle(step) {
    if (this.model.steps.lanes[step] === 0) return;
    if (!this.folded.delete(step)) this.folded.add(step);
    this.draw();
    this.focus(step);
  }

  // The height of each lane of a run: as high as its highest step.
  laneHeights(outer) {
    const { steps } = this.model, heights = new Array(outer < 0 ? this.model.data.lanes : steps.lanes[outer]).fill(0);
    for (const step of this.model.within(outer)) {
      if (!this.model.started(step)) continue;
      const within = this.isOpen(step) ? this.laneHeights(step).reduce((sum, height) => sum + height, 4) : 0;
      heights[steps.lane[step]] = Math.max(heights[steps.lane[step]], Timeline.LaneHeight + within);
    }
    return heights;
  }

  draw() {
    this.width = Math.max(320, this.host.clientWidth * this.zoom);
    const height = Timeline.Header + this.laneHeights(-1).reduce((sum, lane) => sum + lane, 0) + 12;
    this.bars = new Map();
    this.root = svg('svg', { width: this.width, height, viewBox: `0 0 ${this.width} ${height}`, role: 'group', 'aria-label': 'Timeline. Arrow keys move from step to step, Enter folds and unfolds.' });
    const hatch = svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, svg('defs', {}, this.root));
    svg('line', { class: 'hatch', x1: 0, y1: 0, x2: 0, y2: 6 }, hatch);
    for (const tick of axisTicks(this.model.data.duration, Math.max(2, this.width / 110))) {
      svg('line', { class: 'grid', x1: this.x(tick), x2: this.x(tick), y1: 16, y2: height - 8 }, this.root);
      svg('text', { class: 'tick', x: this.x(tick) + 3, y: 12 }, this.root).textContent = timeText(tick);
    }
    this.drawRun(-1, Timeline.Header);
    this.arrows = svg('g', { class: 'arrows' }, this.root);
    this.host.replaceChildren(this.root);
    this.select(this.model.selected);
  }

  drawRun(outer, top) {
    const heights = this.laneHeights(outer), tops = [];
    for (let lane = 0, at = top; lane < heights.length; at += heights[lane++]) tops.push(at);
    const drawn = new Array(heights.length).fill(-1);
    for (const step of this.model.byTime(outer)) {
      const lane = this.model.steps.lane[step], right = this.x(this.model.steps.end[step]);
      // Of steps that are narrower than a pixel together, one bar stands for all.
      if (right - drawn[lane] < 1 && this.model.within(outer).length > 400) continue;
      drawn[lane] = right;
      this.drawStep(step, tops[lane]);
    }
  }

  drawStep(step, top) {
    const { steps } = this.model, left = this.x(steps.start[step]), width = Math.max(1.5, this.x(steps.end[step]) - left);
    const kind = this.model.hasFailed(step) ? 'failed' : steps.critical[step] > 0 ? 'critical' : 'ran';
    const group = svg('g', { class: `step ${kind}`, role: 'button', tabindex: -1, 'aria-label': this.model.describe(step), 'data-step': step }, this.root);
    if (steps.lanes[step] > 0) group.setAttribute('aria-expanded', this.isOpen(step));
    if (steps.lockWait[step] > 0) {
      const until = steps.start[step] - steps.slotWait[step], from = this.x(Math.max(0, until - steps.lockWait[step]));
      svg('rect', { class: 'waited', x: from, y: top + Timeline.BarHeight, width: this.x(until) - from, height: 4 }, group);
    }
    svg('rect', { class: 'bar', x: left, y: top, width, height: Timeline.BarHeight, rx: 3 }, group);
    for (const [index, start] of (steps.retries[step] ?? []).entries()) {
      const mark = svg('line', { class: 'attempt', x1: this.x(start), x2: this.x(start), y1: top, y2: top + Timeline.BarHeight }, group);
      svg('title', {}, mark).textContent = `attempt ${index + 2}`;
    }
    const inside = this.model.within(step).length, open = this.isOpen(step);
    const label = inside > 0 ? `${open ? '▾' : '▸'} ${steps.name[step]}${open ? '' : ` × ${inside}`}` : steps.name[step] + (steps.attempts[step] > 1 ? ` ↻ ${steps.attempts[step]}` : '');
    if (label.length * 7.2 + 8 < width) svg('text', { x: left + 5, y: top + 15 }, group).textContent = label;
    svg('title', {}, group).textContent = this.model.describe(step);
    this.bars.set(step, { group, left, right: left + width, top });
    if (open) this.drawRun(step, top + Timeline.LaneHeight);
  }

  select(step) {
    for (const [other, bar] of this.bars) {
      bar.group.classList.toggle('selected', other === step);
      bar.group.setAttribute('tabindex', -1);
    }
    (this.bars.get(step) ?? this.bars.values().next().value)?.group.setAttribute('tabindex', 0);
    this.showArrows(step);
  }

  // What a step depends on, and what depends on it.
  showArrows(step) {
    this.arrows.replaceChildren();
    if (step < 0 || !this.bars.has(step)) return;
    for (const other of this.model.steps.upstream[step]) this.arrow(other, step, 'from');
    for (const other of this.model.downstream(step)) this.arrow(step, other, 'to');
  }

  arrow(from, to, kind) {
    const a = this.bars.get(from), b = this.bars.get(to), middle = Timeline.BarHeight / 2;
    if (!a || !b) return;
    const bend = Math.max(20, (b.left - a.right) / 2);
    svg('path', { class: kind, d: `M${a.right},${a.top + middle} C${a.right + bend},${a.top + middle} ${b.left - bend},${b.top + middle} ${b.left},${b.top + middle}` }, this.arrows);
  }

  focus(step) { this.bars.get(step)?.group.focus(); }

  // The nearest bar in a direction.
  neighbour(step, key) {
    const here = this.bars.get(step);
    let best = -1, least = Infinity;
    for (const [other, bar] of this.bars) {
      const dx = bar.left - here.left, dy = bar.top - here.top;
      const ahead = { ArrowRight: dx, ArrowLeft: -dx, ArrowDown: dy, ArrowUp: -dy }[key], aside = key === 'ArrowLeft' || key === 'ArrowRight' ? Math.abs(dy) : Math.abs(dx);
      if (other !== step && ahead > 0.5 && ahead + 3 * aside < least) {
        best = other;
        least = ahead + 3 * aside;
      }
    }
    return best;
  }
}

