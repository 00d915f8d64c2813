/*
 * Pooled runs: src/AsyncFlow.Runtime/Execution/RunCompletion.cs, AddReference, ReleaseReference, Take and Reset; RunScheduler.cs, Resume;
 * RunProgress.cs, LeaveWorker and LeaveInPlace; CompilerServices/RunPool.cs, Rent and Return.
 *
 * One object is used for RUNS runs, one after the other. A run has two steps: one suspends, and its continuation pushes it and requests a worker
 * (Resume); the other is run by a worker too. Two threads take the result with the same token at the same moment; one of them must fail. What
 * happens in a run carries the number of that run, so a thread that touches the object after it has become another run's is seen.
 *
 * Checked: a thread touches the object only in the run that it belongs to; a run is returned to the pool once, and only when no thread refers to it;
 * its result is taken once; a token of an earlier run never takes the result of a later one.
 *
 * Mutants:
 *   NO_REFERENCE      Resume adds no reference before it pushes
 *   TAKE_READ_WRITE   Take looks whether the result has been taken, and then writes that it has
 *   NO_TOKEN          Reset does not change the version, and Take does not compare it
 *   NO_WORKER_REFERENCE  a requested worker has no reference
 *   RELEASE_READ_WRITE a reference is given back by a read and a write
 */
#define RUNS 2
#define STEPS 2
#define TAKEN 255

byte run_ = 0;             /* the run that the object is now, or was last */
bool pooled = false;
byte references = 0;
byte remaining = 0;
byte waiting = 0;          /* steps on the ready stack */
byte scheduled = 0;        /* workers requested; each has a reference */
byte version = 0;
byte untaken = TAKEN;
bool completed = false;
byte takenCount = 0;       /* results taken in this run */
byte threads = 0;          /* threads of the run that have not left */
chan resume = [1] of { byte };
chan late = [1] of { byte };

#define TOUCH assert(!pooled && run_ == mine)

inline addReference() { d_step { TOUCH; references++ } }

inline releaseReference() {
#ifdef RELEASE_READ_WRITE
  count = references;
  references = count - 1;
  count = count - 1;
#else
  d_step { assert(references > 0); references--; count = references };
#endif
  if
  :: count == 0 ->
    assert(!pooled && run_ == mine);
    untaken = TAKEN;
    d_step { assert(!pooled); pooled = true }
  :: else
  fi
}

/* Pushes a step and requests a worker, which has a reference. */
inline enqueue() {
  TOUCH;
  waiting++;
  TOUCH;
#ifndef NO_WORKER_REFERENCE
  addReference();
#endif
  scheduled++
}

inline take(token) {
#ifdef NO_TOKEN
  d_step { taken = (untaken != TAKEN && completed); if :: taken -> untaken = TAKEN :: else fi };
#else
#ifdef TAKE_READ_WRITE
  taken = (untaken == token && completed);
  if
  :: taken -> untaken = TAKEN
  :: else
  fi;
#else
  d_step { taken = (untaken == token && completed); if :: taken -> untaken = TAKEN :: else fi };
#endif
#endif
  skip
}

/* Completes what the step waited for: RunScheduler.Resume. */
proctype Continuation() {
  byte mine, count;
  do
  :: resume ? mine ->
#ifndef NO_REFERENCE
    addReference();
#endif
    enqueue();
#ifndef NO_REFERENCE
    releaseReference()
#else
    skip
#endif
  :: run_ == RUNS && pooled -> break
  od
}

proctype Worker() {
  byte mine, count, ended;
  bool settled;
  do
  :: atomic { scheduled > 0 -> scheduled--; mine = run_ };
    ended = 0;
    do
    :: atomic { waiting > 0 -> TOUCH; waiting--; ended++ }
    :: atomic { waiting == 0 -> TOUCH }; break
    od;
    settled = false;
    if
    :: ended > 0 -> d_step { TOUCH; remaining = remaining - ended; settled = (remaining == 0) }
    :: else
    fi;
#ifndef NO_WORKER_REFERENCE
    releaseReference();
#endif
    if
    :: settled -> TOUCH; completed = true
    :: else
    fi
  :: run_ == RUNS && pooled -> break
  od
}

/* Code that awaits the same task a second time, at any moment, with the token of the first run. */
proctype LateAwaiter() {
  byte mine, count, token;
  bool taken;
  late ? token;
  mine = 1;
  take(token);
  if
  :: taken ->
    assert(run_ == 1);
    takenCount++;
    assert(takenCount == 1);
    releaseReference()
  :: else
  fi
}

proctype Caller() {
  byte mine, count, token;
  bool taken;
  do
  :: run_ == RUNS -> break
  :: else ->
    /* Rent, Begin and Publish: the object is the caller's alone. */
    d_step {
      pooled = false;
      run_++;
      mine = run_;
      references = 1;
      remaining = STEPS;
      completed = false;
      takenCount = 0;
#ifndef NO_TOKEN
      version++;
#endif
      token = version;
      untaken = version;
    }
    resume ! mine;
    enqueue();
    if
    :: mine == 1 -> late ! token
    :: else
    fi;
    completed && run_ == mine || pooled;
    if
    :: !pooled ->
      take(token);
      if
      :: taken ->
        assert(run_ == mine);
        takenCount++;
        assert(takenCount == 1);
        releaseReference()
      :: else
      fi
    :: else
    fi;
    pooled
  od
}

init {
  atomic { run Continuation(); run Worker(); run Worker(); run LateAwaiter(); run Caller() }
}
