/*
 * The ready stack: src/AsyncFlow.Runtime/Scheduling/ReadyStack.cs, Push, PushLast and TryPop.
 *
 * Workers take steps and push them again: one step, a chain of two, or one step below all others. The head is read and exchanged as a whole
 * (one 64-bit word there, a d_step here). Links are read and written between the exchanges, each by itself, so that a thread can be delayed
 * anywhere in between.
 *
 * Checked: a step that is taken is owned by no other thread, the chain that PushLast takes has an end, and when all threads have left, every
 * step lies on the stack once.
 *
 * Long: -DWORKERS=2 -DROUNDS=2
 *
 * Mutants, with what ReadyStack.cs would be:
 *   NO_VERSION     the head is the index alone
 *   EPOCH          the version is raised when a run begins, and not by every push
 *   LINK_AFTER     Push writes the link after the exchange
 *   TAKE_BLINDLY   PushLast exchanges the head for none without looking whether it has changed
 */
#ifndef WORKERS
#define WORKERS 3
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#define STEPS 3
#define NONE 0

/* Steps are numbered from 1, as in the lower half of the head. */
byte top = NONE;
byte version = 0;
byte link[STEPS + 1];
bool owned[STEPS + 1];
byte left = 0;

#if defined(NO_VERSION)
#define SAME (top == head)
#else
#define SAME (top == head && version == seen)
#endif
#if defined(NO_VERSION) || defined(EPOCH)
#define RAISE skip
#else
#define RAISE version++
#endif

/* Takes the top step; NONE if there is none. */
inline pop(step) {
  d_step { head = top; seen = version; }
  do
  :: head == NONE -> step = NONE; break
  :: else ->
    below = link[head];
    d_step {
      if
      :: SAME -> top = below; done = true
      :: else -> done = false
      fi;
      step = head;
      head = top;
      seen = version;
    }
    if
    :: done -> assert(!owned[step]); owned[step] = true; break
    :: else
    fi
  od
}

/* Pushes a chain that this thread owns. */
inline push(first, last) {
  d_step { head = top; seen = version; }
  do
  ::
#ifndef LINK_AFTER
    link[last] = head;
#endif
    d_step {
      below = head;
      if
      :: SAME -> top = first; RAISE; done = true
      :: else -> done = false; head = top; seen = version
      fi
    }
    if
    :: done ->
#ifdef LINK_AFTER
      link[last] = below;
#endif
      break
    :: else
    fi
  od
}

/* Below all others: takes the whole chain, appends the step, and pushes the chain. */
inline pushLast(step) {
  d_step { head = top; seen = version; }
  do
  :: head == NONE -> push(step, step); break
  :: else ->
    d_step {
#ifdef TAKE_BLINDLY
      top = NONE; done = true; other = head;
#else
      if
      :: SAME -> top = NONE; done = true; other = head
      :: else -> done = false; head = top; seen = version
      fi
#endif
    }
    if
    :: done ->
      walked = other;
      length = 1;
      do
      :: link[walked] == NONE -> break
      :: else -> walked = link[walked]; length++; assert(length <= STEPS)
      od;
      link[walked] = step;
      push(other, step);
      break
    :: else
    fi
  od
}

proctype Worker() {
  byte head, seen, below, step, second, other, walked, length;
  byte round = 0;
  bool done;
  do
  :: round == ROUNDS -> break
  :: else ->
    round++;
    pop(step);
    if
    :: step == NONE
    :: step != NONE -> owned[step] = false; push(step, step)
    :: step != NONE -> owned[step] = false; pushLast(step)
    :: step != NONE ->
      pop(second);
      if
      :: second == NONE -> owned[step] = false; push(step, step)
      :: else ->
        link[second] = step;
        owned[step] = false;
        owned[second] = false;
        push(second, step)
      fi
    fi
  od;
  left++
}

init {
  byte i, length;
  d_step {
    link[1] = NONE; link[2] = 1; link[3] = 2;
    top = 3;
    version = 1;
  }
  atomic { for (i : 1 .. WORKERS) { run Worker() } }
  left == WORKERS;
  d_step {
    length = 0;
    i = top;
    do
    :: i == NONE -> break
    :: else -> assert(!owned[i]); owned[i] = true; length++; i = link[i]
    od;
    assert(length == STEPS)
  }
}
