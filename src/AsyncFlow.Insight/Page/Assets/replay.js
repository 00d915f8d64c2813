'use strict';
// The replay of AsyncFlow.Timing: a run once more, with other times, limits or permits. A test compares the two.

class Heap {
  constructor() { this.items = []; }
  get size() { return this.items.length; }
  static before(a, b) { return a[0] !== b[0] ? a[0] < b[0] : a[1] < b[1]; }
  push(item) {
    const items = this.items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!Heap.before(item, items[parent])) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }
  pop() {
    const items = this.items, first = items[0], last = items.pop();
    if (items.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && Heap.before(items[child + 1], items[child])) child++;
        if (!Heap.before(items[child], last)) break;
        items[at] = items[child];
        at = child;
      }
      items[at] = last;
    }
    return first;
  }
}

class Limiter {
  constructor(slots, outer, place) { Object.assign(this, { free: slots, outer, place, waiting: new Heap(), arrivals: 0 }); }
  enqueue(node, place) { this.waiting.push([place, this.arrivals++, node]); }
  release() { for (let limiter = this; limiter; limiter = limiter.outer) limiter.free++; }
  take() {
    if (this.free === 0 || this.waiting.size === 0) return -1;
    this.free--;
    return this.waiting.pop()[2];
  }
  grant() {
    let limiter = this;
    for (; limiter.outer; limiter = limiter.outer) {
      for (let node; (node = limiter.take()) >= 0;) limiter.outer.enqueue(node, limiter.place);
    }
    return limiter.take();
  }
}

// The elements on their way to a run over a stream.
class Stream {
  constructor({ slots, buffer }, writer) {
    Object.assign(this, { slots, buffer, writer, readers: [], waiting: [], head: 0, free: 0, room: buffer, pull: -1 });
    writer?.readers.push(this);
  }
  get count() { return this.waiting.length - this.head; }
  open() { this.free = this.slots; this.room += this.slots; }
  leave() { this.free++; this.room++; }
  take() {
    if (this.free === 0 || this.count === 0 || this.readers.some(reader => reader.room === 0)) return -1;
    this.free--;
    for (const reader of this.readers) reader.room--;
    return this.waiting[this.head++];
  }
  ask(node) {
    if (this.room === 0) {
      this.pull = node;
      return false;
    }
    this.room--;
    return true;
  }
  askAgain() {
    const node = this.pull;
    if (node < 0 || this.room === 0 || this.count > Math.floor(this.buffer / 2)) return -1;
    this.pull = -1;
    this.room--;
    return node;
  }
}

// changes: speedups, a Map of a step's index to a factor; limit, a number or null; permits, a Map of a lock's index to a number.
function replay(graph, changes) {
  const count = graph.time.length, times = graph.time.slice();
  const enters = node => graph.streams.length > 0 ? graph.enters[node] : -1;
  const isPull = node => enters(node) >= 0 && node < graph.streams[enters(node)].firstElement;
  for (const [step, factor] of changes.speedups) {
    const first = graph.first[step], last = graph.last[step], change = node => { times[node] = Math.round(times[node] / factor); };
    for (let node = first; node <= last; node++) if (!isPull(node)) change(node);
    for (const { giver, firstPull, firstElement } of graph.streams) {
      if (first <= giver && giver <= last) for (let node = firstPull; node < firstElement; node++) change(node);
    }
  }
  const streams = [], opening = new Map();
  for (const stream of graph.streams) {
    const added = new Stream(stream, streams[stream.writer]);
    streams.push(added);
    opening.set(stream.opening, added);
  }
  const locks = graph.permits.map((permits, index) => ({ free: changes.permits.get(index) ?? permits, waiting: [], head: 0 }));
  const limiters = [], shared = [];
  graph.runLimit.forEach((own, run) => {
    const outerRun = graph.runOuter[run], slots = run === 0 && changes.limit !== null ? changes.limit : own;
    const outer = outerRun < 0 ? null : limiters[outerRun];
    const place = outerRun >= 0 && shared[outerRun] >= 0 ? shared[outerRun] : graph.runPlace[run];
    limiters[run] = slots > 0 ? new Limiter(slots, outer, place) : outer;
    shared[run] = slots > 0 || !outer ? -1 : place;
  });
  const open = new Int32Array(count), held = new Int32Array(count), ends = new Heap();
  for (const successor of graph.successors) open[successor]++;
  let now = 0, granted = [], late = [];

  const closing = [], isClosing = node => graph.acquiredBy[node] >= 0 && graph.acquiredBy[node] !== node;
  const start = node => {
    const time = graph.delay[node] + times[node];
    if (time === 0 && isClosing(node)) closing.push(node);
    else ends.push([now + time, node]);
  };
  const grantSlots = node => {
    const limiter = limiters[graph.run[node]];
    if (limiter) for (let next; (next = limiter.grant()) >= 0;) start(next);
  };
  const admit = node => {
    const first = graph.lockStart[node], needed = graph.lockStart[node + 1] - first;
    for (; held[node] < needed; held[node]++) {
      const lock = locks[graph.locks[first + held[node]]];
      if (lock.free === 0) {
        lock.waiting.push(node);
        return;
      }
      lock.free--;
    }
    const run = graph.run[node], limiter = limiters[run];
    if (graph.slot[node] && limiter) {
      limiter.enqueue(node, shared[run] >= 0 ? shared[run] : graph.place[node]);
      grantSlots(node);
    } else {
      start(node);
    }
  };
  const take = stream => {
    for (let node; (node = stream.take()) >= 0;) late.push(node);
    const pull = stream.askAgain();
    if (pull >= 0) start(pull);
  };
  const ready = node => {
    const stream = streams[enters(node)];
    if (!stream) {
      if (graph.takesLocksLate && graph.lockStart[node] < graph.lockStart[node + 1]) late.push(node);
      else admit(node);
    } else if (!isPull(node)) {
      stream.waiting.push(node);
      take(stream);
    } else if (stream.ask(node)) {
      start(node);
    }
  };
  const leaveStream = node => {
    if (streams.length === 0) return;
    let stream = streams[graph.leaves[node]];
    if (stream) {
      stream.leave();
    } else if ((stream = opening.get(node))) {
      stream.open();
    } else if (isPull(node) && graph.streams[enters(node)].finalPull === node) {
      streams[enters(node)].room++;
    }
    for (; stream; stream = stream.writer) take(stream);
  };
  const releaseLocks = node => {
    const taker = graph.acquiredBy[node];
    if (taker < 0) return;
    for (let i = graph.lockStart[taker + 1] - 1; i >= graph.lockStart[taker]; i--) {
      const lock = locks[graph.locks[i]];
      if (lock.head < lock.waiting.length) granted.push(lock.waiting[lock.head++]);
      else lock.free++;
    }
  };

  const leave = node => {
    releaseLocks(node);
    if (graph.slot[node]) limiters[graph.run[node]]?.release();
    for (let i = graph.next[node]; i < graph.next[node + 1]; i++) {
      if (--open[graph.successors[i]] === 0) ready(graph.successors[i]);
    }
    leaveStream(node);
    grantSlots(node);
  };

  start(0);
  while (ends.size > 0) {
    const [time, node] = ends.pop();
    now = time;
    leave(node);
    while (closing.length > 0) leave(closing.shift());
    const delayed = late, resumed = granted;
    late = [];
    granted = [];
    for (const successor of delayed) admit(successor);
    for (const waiter of resumed) {
      held[waiter]++;
      admit(waiter);
    }
  }
  return now;
}

