// The table: one row for each step, sorted by any column, filtered by name, status or message.

class StepTable {
  static Shown = 400;

  constructor(model, host, onSelect) {
    Object.assign(this, { model, host, onSelect, column: 'start', descending: false, filter: '', elements: false });
    const { steps } = model, ran = value => step => model.started(step) ? value(step) : -1;
    this.columns = [
      { key: 'name', title: 'Step', text: step => model.path(step), value: step => model.path(step) },
      { key: 'status', title: 'Status', text: step => steps.status[step] + (steps.reason[step] ? `: ${steps.reason[step]}` : ''), value: step => steps.status[step] },
      { key: 'start', title: 'Start', time: true, value: ran(step => steps.start[step]) },
      { key: 'time', title: 'Duration', time: true, value: ran(step => steps.end[step] - steps.start[step]) },
      { key: 'lockWait', title: 'Lock wait', time: true, value: step => steps.lockWait[step] || -1 },
      { key: 'slotWait', title: 'Slot wait', time: true, value: step => steps.slotWait[step] || -1 },
      { key: 'attempts', title: 'Attempts', text: step => model.started(step) ? `${steps.attempts[step] ?? 1}` : '–', number: true, value: ran(step => steps.attempts[step] ?? 1) },
      { key: 'slack', title: 'Slack', time: true, value: ran(step => steps.slack[step]) },
      { key: 'critical', title: 'On the critical path', time: true, value: step => steps.critical[step] || -1 },
    ];
    this.filterBox = element('input', { type: 'search', placeholder: 'Filter by name, status or message', 'aria-label': 'Filter the steps' });
    this.filterBox.addEventListener('input', () => { this.filter = this.filterBox.value.toLowerCase(); this.draw(); });
    const all = element('input', { type: 'checkbox', id: 'elements' });
    all.addEventListener('change', () => { this.elements = all.checked; this.draw(); });
    const bar = element('div', { class: 'bar-of-table' }, this.filterBox, element('label', { for: 'elements' }, all, ' Elements of lists'));
    this.count = element('p', { class: 'quiet', role: 'status' });
    this.body = element('tbody');
    this.heads = this.columns.map(column => {
      const button = element('button', { type: 'button' }, column.title);
      button.addEventListener('click', () => this.sortBy(column.key));
      return element('th', { scope: 'col', class: column.time || column.number ? 'number' : '' }, button);
    });
    host.append(bar, element('div', { class: 'scroll' }, element('table', {}, element('thead', {}, element('tr', {}, ...this.heads)), this.body)), this.count);
    this.draw();
  }

  sortBy(key) {
    this.descending = this.column === key ? !this.descending : !['name', 'status', 'start'].includes(key);
    this.column = key;
    this.draw();
  }

  matches(step) {
    const { steps } = this.model;
    if (!this.elements && !this.filter && this.model.isElement(step)) return false;
    return !this.filter || [this.model.path(step), steps.status[step], steps.exception[step] ?? ''].some(text => text.toLowerCase().includes(this.filter));
  }

  draw() {
    const column = this.columns.find(other => other.key === this.column), sign = this.descending ? -1 : 1;
    const rows = this.model.all.filter(step => this.matches(step)).map(step => [column.value(step), step]);
    rows.sort(([a, first], [b, second]) => sign * (a < b ? -1 : a > b ? 1 : 0) || first - second);
    this.columns.forEach((other, index) => this.heads[index].setAttribute('aria-sort', other !== column ? 'none' : this.descending ? 'descending' : 'ascending'));
    this.body.replaceChildren(...rows.slice(0, StepTable.Shown).map(([, step]) => this.row(step)));
    this.count.textContent = rows.length > StepTable.Shown ? `${StepTable.Shown} of ${rows.length} steps are shown. Filter to see others.` : `${rows.length} ${rows.length === 1 ? 'step' : 'steps'}`;
    this.mark();
  }

  row(step) {
    const { steps } = this.model, row = element('tr', { 'data-step': step, tabindex: 0, class: this.model.hasFailed(step) ? 'failed' : steps.critical[step] > 0 ? 'critical' : '' });
    for (const column of this.columns) {
      const value = column.value(step);
      const text = column.text ? column.text(step) : value < 0 ? '–' : timeText(value);
      row.append(column.key === 'name' ? element('th', { scope: 'row' }, text) : element('td', { class: column.time || column.number ? 'number' : '' }, text));
    }
    if (steps.exception[step]) row.append(element('td', { class: 'message' }, steps.exception[step]));
    row.addEventListener('click', () => this.onSelect(step));
    row.addEventListener('keydown', event => { if (event.key === 'Enter') this.onSelect(step); });
    return row;
  }

  mark() {
    for (const row of this.body.children) row.classList.toggle('selected', Number(row.dataset.step) === this.model.selected);
  }
}

