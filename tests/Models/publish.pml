/*
 * From the straight line, and the caller's phase, to the engine: src/AsyncFlow.Runtime/Execution/RunEngine.cs, Continue; StepLifecycle.Caller.cs,
 * Replay and Adopt; PendingAwaits.cs, Suspend; Scheduling/RunProgress.cs, Publish, LeaveCaller and LeaveInPlace; DependencyCounters.cs, CountDown.
 *
 * The flow: steps A, B, C and D; D waits for the others. The line has executed A, then starts B, which suspends. The caller replays A, publishes
 * the run, passes B on, and goes on with C. Another thread ends B at any moment after that. The count of D is plain until the run is published,
 * and interlocked after; a plain decrement is a read and a write.
 *
 * Checked: D runs once, after A, B and C; the run completes once; nothing is left.
 *
 * Mutants:
 *   PUBLISH_LATE     the step is passed on before the run is published
 *   PLAIN_COUNT      counts stay plain after the run is published
 *   REPLAY_LATE      the steps of the line are counted after the step has been passed on, as if the run were still the caller's alone
 *   COUNT_EACH_PLAIN a thread subtracts what it has ended by a read and a write
 */
#define STEPS 4

bool published = false;
byte running = 3;          /* what D waits for */
byte remaining = 0;
bool passed = false;       /* B belongs to the other thread */
byte ran = 0;              /* how often D ran */
bool endedA = false, endedB = false, endedC = false;
byte completions = 0;
byte left = 0;

/* A and what follows: endedX and the count. */
inline countDown() {
#ifdef PLAIN_COUNT
  value = running; running = value - 1; value = value - 1;
#else
  if
  :: published -> d_step { running--; value = running }
  :: else -> value = running; running = value - 1; value = value - 1
  fi;
#endif
  if
  :: value == 0 ->
    assert(endedA && endedB && endedC);
    ran++;
    assert(ran == 1);
    ended++
  :: else
  fi
}

inline publish() {
  remaining = STEPS;
  published = true;
}

inline leave() {
  if
  :: ended > 0 ->
#ifdef COUNT_EACH_PLAIN
    value = remaining; remaining = value - ended; value = value - ended;
#else
    d_step { assert(remaining >= ended); remaining = remaining - ended; value = remaining };
#endif
    if
    :: value == 0 -> completions++; assert(completions == 1)
    :: else
    fi
  :: else
  fi
}

proctype Caller() {
  byte value, ended;
  ended = 0;
  /* The line: A has ended, B has been started and has suspended. */
  endedA = true;
  ended++;
#ifndef REPLAY_LATE
  countDown();
#endif
#ifdef PUBLISH_LATE
  passed = true;
  publish();
#else
  publish();
  passed = true;
#endif
#ifdef REPLAY_LATE
  value = running; running = value - 1; value = value - 1;
  if
  :: value == 0 -> assert(endedA && endedB && endedC); ran++; ended++
  :: else
  fi;
#endif
  endedC = true;
  ended++;
  countDown();
  leave();
  left++
}

/* Completes the task of B: CompleteInPlace. */
proctype Completer() {
  byte value, ended;
  passed;
  ended = 1;
  endedB = true;
  countDown();
  leave();
  left++
}

init {
  atomic { run Caller(); run Completer() }
  left == 2;
  assert(ran == 1 && completions == 1 && remaining == 0 && running == 0)
}
