/*
 * The request for a worker: src/AsyncFlow.Runtime/Scheduling/ReadyStack.cs, TryRequestWorker and WorkerStarted; RunHost.cs, Enqueue and
 * RequestWorker; WorkerLoop.cs, Execute, Drain and Yield.
 *
 * The stack itself has its own model (ready-stack.pml); here it is the number of steps that wait. Producers push a step and then test the flag.
 * A worker clears the flag and then pops; it requests the next worker if more steps wait. One step makes another one ready: the worker goes on with
 * it, or after its quantum pushes it and gives the thread back. A step may block until another one has run, so it matters that the next worker is
 * requested.
 *
 * Stores that are not followed by a fence go through a store buffer, as on x86-64 and Arm: the memory process writes them some time later.
 *
 * Checked: at most one worker is requested that has not begun; every step runs (ltl served); no thread waits for ever (no invalid end state).
 *
 * Liveness: -DPRODUCERS=2 -DTHREADS=2
 *
 * Mutants:
 *   PLAIN_CLEAR       WorkerStarted clears the flag by a write without a fence
 *   CLEAR_LATE        the flag is cleared after the pops
 *   TEST_FIRST        a producer tests the flag before it pushes
 *   PLAIN_REQUEST     TryRequestWorker reads the flag and then writes it, without the exchange
 *   NO_NEXT_WORKER    a worker that leaves steps on the stack does not request another one
 *   YIELD_WITHOUT_REQUEST  a worker that gives its thread back does not request one
 */
#ifndef PRODUCERS
#define PRODUCERS 3
#endif
#ifndef THREADS
#define THREADS 3
#endif

byte waiting = 0;         /* steps on the stack */
byte executed = 0;        /* steps that have run */
bit requested = 0;
byte scheduled = 0;       /* workers in the host's queue */
bit buffered[THREADS];    /* a store of 0 to the flag that other threads do not see yet */
bool gateOpen = false;    /* what the first step blocks for: the second one has run */
byte started = 0;

inline requestWorker() {
#ifdef PLAIN_REQUEST
  if
  :: requested == 0 -> requested = 1; scheduled++; assert(scheduled <= 1)
  :: else
  fi
#else
  if
  :: requested == 0 ->
    d_step {
      granted = (requested == 0);
      requested = 1;
    }
    if
    :: granted -> scheduled++; assert(scheduled <= 1)
    :: else
    fi
  :: else
  fi
#endif
}

/* An interlocked operation of this thread: what it has stored before is visible first. */
inline fence() {
  if
  :: d_step { buffered[me] -> requested = 0; buffered[me] = 0 }
  :: !buffered[me]
  fi
}

proctype Producer() {
  bool granted;
#ifdef TEST_FIRST
  requestWorker();
  waiting++
#else
  waiting++;
  requestWorker()
#endif
}

/* A thread of the pool: takes requested workers for ever. */
proctype Thread(byte me) {
  bool granted, more;
  byte step;
end:
  do
  :: atomic { scheduled > 0 -> scheduled-- };
#if defined(PLAIN_CLEAR)
    buffered[me] = 1;
#elif !defined(CLEAR_LATE)
    requested = 0;
#endif
    do
    :: atomic { waiting > 0 -> fence(); waiting--; more = (waiting > 0); step = started; started++ };
#ifndef NO_NEXT_WORKER
      if
      :: more -> requestWorker()
      :: else
      fi;
#endif
      if
      :: step == 0 -> gateOpen         /* blocks until the second step has run */
      :: step == 1 -> gateOpen = true
      :: else
      fi;
      executed++;
      if
      :: step == 1 ->                  /* it has made one more step ready, which the thread goes on with */
        if
        :: executed++
        :: waiting++;                  /* unless the quantum has passed: PushLast */
#ifndef YIELD_WITHOUT_REQUEST
          requestWorker();
#endif
          break
        fi
      :: else
      fi
    :: waiting == 0 -> break
    od;
#ifdef CLEAR_LATE
    requested = 0;
#endif
    fence()                            /* RunProgress.LeaveWorker */
  od
}

proctype Memory() {
end:
  do
  :: atomic { buffered[0] -> buffered[0] = 0; requested = 0 }
  :: atomic { buffered[1] -> buffered[1] = 0; requested = 0 }
#if THREADS > 2
  :: atomic { buffered[2] -> buffered[2] = 0; requested = 0 }
#endif
  od
}

init {
  byte i;
  atomic {
    for (i : 1 .. PRODUCERS) { run Producer() }
    for (i : 1 .. THREADS) { run Thread(i - 1) }
    run Memory()
  }
  executed == PRODUCERS + 1                /* not reached: a step, and so a wake-up, is lost */
}

ltl served { <> (executed == PRODUCERS + 1) }
