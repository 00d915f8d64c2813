/*
 * The queue of a lock: src/AsyncFlow.Runtime/Locks/PermitQueue.cs, TryAcquire, AcquireAsync, TryRelease, TryCancel and Dequeue.
 *
 * Clients take a permit, some after a wait, and give it back. Another process may cancel each wait at any moment. What happens under the
 * monitor is not one step here: the gate is a lock, and operations without it come in between.
 *
 * Checked: no more holders than permits; a wait ends once, by the grant or by the cancellation; under the
 * gate the state is CONTENDED exactly if the queue is not empty; no client waits for ever (no invalid end state); at the end all permits are free.
 *
 * Long: -DPERMITS=2
 *
 * Mutants:
 *   BLIND_CONTENDED    AcquireAsync marks the queue as contended by a write instead of an exchange: a release in between is lost
 *   NO_RETRY           a waiter enters the queue without a look whether a permit is free by now
 *   STAYS_CONTENDED    the last waiter leaves and the queue stays contended
 *   CANCEL_BLINDLY     a cancellation ends a wait without a look whether it has been granted
 *   RELEASE_READ_WRITE a permit is given back by a read and a write
 *   UNGUARDED_DEQUEUE  a release takes the first waiter without the gate
 */
#ifndef PERMITS
#define PERMITS 1
#endif
#define CLIENTS 3
#define CANCELLERS 2
#define CONTENDED 255

byte state = PERMITS;
bit gate = 0;

/* The queue: clients in order. */
byte queue[CLIENTS];
byte queued = 0;
bool inQueue[CLIENTS];      /* PermitQueue.Waiter.Node */
bool granted[CLIENTS];
bool cancelled[CLIENTS];
bool waits[CLIENTS];
byte holders = 0;
byte left = 0;
byte gone = 0;             /* cancellers that have left */

#define CONSISTENT ((state == CONTENDED) == (queued > 0))

inline enter() { atomic { gate == 0 -> gate = 1 } }
inline exit() { gate = 0 }

/* Under the gate. */
inline dequeue(client) {
  d_step {
    i = 0;
    do
    :: queue[i] == client -> break
    :: else -> i++
    od;
    do
    :: i + 1 >= queued -> break
    :: else -> queue[i] = queue[i + 1]; i++
    od;
    queued--;
    inQueue[client] = false
  };
#ifndef STAYS_CONTENDED
  if
  :: queued == 0 -> state = 0
  :: else
  fi;
  assert(CONSISTENT)
#else
  skip
#endif
}

inline tryAcquire(result) {
  free = state;
  do
  :: free == CONTENDED || free == 0 -> result = false; break
  :: else ->
    d_step {
      if
      :: state == free -> state = free - 1; result = true
      :: else -> result = false; free = state
      fi
    }
    if
    :: result -> break
    :: else
    fi
  od
}

inline release() {
  do
  ::
    free = state;
    assert(free != PERMITS);
    if
    :: free != CONTENDED ->
#ifdef RELEASE_READ_WRITE
      state = free + 1; done = true;
#else
      d_step {
        done = (state == free);
        if
        :: done -> state = free + 1
        :: else
        fi
      }
#endif
      if
      :: done -> break
      :: else
      fi
    :: else ->
#ifndef UNGUARDED_DEQUEUE
      enter();
#endif
      first = CLIENTS;
      if
      :: queued > 0 -> first = queue[0]; dequeue(first)
      :: else
      fi;
#ifndef UNGUARDED_DEQUEUE
      exit();
#endif
      if
      :: first != CLIENTS -> assert(!granted[first] && !cancelled[first]); granted[first] = true; break
      :: else -> misses++; assert(misses <= CANCELLERS)   /* the last waiter was cancelled in the meantime */
      fi
    fi
  od
}

proctype Client(byte me) {
  byte free, first, i, misses;
  bool taken, done, mine;
  tryAcquire(taken);
  if
  :: taken
  :: else ->
    enter();
#if defined(NO_RETRY)
    state = CONTENDED;
    mine = false;
#elif defined(BLIND_CONTENDED)
    mine = false;
    if
    :: state != CONTENDED -> tryAcquire(mine);
      if
      :: !mine -> state = CONTENDED
      :: else
      fi
    :: else
    fi;
#else
    mine = false;
    do
    :: state == CONTENDED -> break
    :: else ->
      tryAcquire(mine);
      if
      :: mine -> break
      :: else
      fi;
      d_step {
        done = (state == 0);
        if
        :: done -> state = CONTENDED
        :: else
        fi
      }
      if
      :: done -> break
      :: else
      fi
    od;
#endif
    if
    :: mine -> taken = true
    :: else -> d_step { queue[queued] = me; queued++; inQueue[me] = true; assert(CONSISTENT) }
    fi;
    exit();
    if
    :: !taken ->
      waits[me] = true;
      granted[me] || cancelled[me];
      assert(!(granted[me] && cancelled[me]));
      taken = granted[me]
    :: else
    fi
  fi;
  if
  :: taken ->
    holders++;
    assert(holders <= PERMITS);
    holders--;
    release()
  :: else
  fi;
  left++
}

/* May cancel the wait of one client. */
proctype Canceller(byte client) {
  byte i;
  bool removed;
  if
  :: waits[client] ->
    removed = false;
    enter();
#ifdef CANCEL_BLINDLY
    if
    :: inQueue[client] -> dequeue(client)
    :: else
    fi;
    removed = true;
#else
    if
    :: inQueue[client] -> dequeue(client); removed = true
    :: else
    fi;
#endif
    exit();
    if
    :: removed -> cancelled[client] = true; assert(!granted[client])
    :: else
    fi
  :: left == CLIENTS
  fi;
  gone++
}

init {
  byte c;
  atomic {
    for (c : 1 .. CLIENTS) { run Client(c - 1) }
    run Canceller(0);
    run Canceller(1)
  }
  left == CLIENTS && gone == CANCELLERS;
  assert(state == PERMITS && queued == 0 && gate == 0)
}
