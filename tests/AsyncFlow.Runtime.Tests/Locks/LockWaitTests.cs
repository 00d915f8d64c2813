using AsyncFlow.Locks;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Which waits would complete a deadlock, and how they are described.</summary>
public class LockWaitTests
{
    private readonly LockWaits _waits = new();

    [Fact]
    public void A_wait_for_a_lock_that_another_step_holds_is_allowed()
    {
        FlowLock a = new(), b = new();
        Assert.Null(_waits.Begin(Wait("x", b, Own(a))));
    }

    [Fact]
    public void Only_the_wait_that_completes_a_deadlock_is_refused()
    {
        FlowLock a = new("a"), b = new("b"), c = new("c");
        LockWait first = Wait("x", b, Own(a));
        Assert.Null(_waits.Begin(first));
        Assert.Null(_waits.Begin(Wait("y", c, Own(b))));

        string? refused = _waits.Begin(Wait("z", a, Own(c)));

        Assert.Equal(
            "Step 'z' of flow 'F' cannot wait for lock 'a': step 'x' of flow 'F' holds it while it waits for lock 'b', which step 'y' of flow 'F' holds while it waits for lock 'c', which this step holds. They would wait for each other forever. Let the outer step hold both locks, or take the locks in the same order everywhere.",
            refused);

        // It was not recorded. Once one of the others has ended, it can wait.
        _waits.End(first);
        Assert.Null(_waits.Begin(Wait("z", a, Own(c))));
    }

    [Fact]
    public void The_exception_names_nested_steps_together_with_their_enclosing_steps()
    {
        FlowLock a = new("a"), b = new("b");
        Holder one = new("step 'one' of flow 'Outer'"), two = new("step 'two' of flow 'Other'");
        Assert.Null(_waits.Begin(Wait("x", b, one.Holds(a))));

        Assert.Equal(
            "Step 'y' of flow 'F' cannot wait for lock 'a': step 'one' of flow 'Outer' holds it while step 'x' of flow 'F' within it waits for lock 'b', which step 'two' of flow 'Other' holds, within which this step runs. They would wait for each other forever. Let the outer step hold both locks, or take the locks in the same order everywhere.",
            _waits.Begin(Wait("y", a, two.Holds(b))));
    }

    [Fact]
    public void A_lock_that_an_enclosing_step_holds_is_refused()
    {
        FlowLock a = new("a");
        Assert.Equal(
            "Step 'x' of flow 'F' cannot wait for lock 'a': step 'one' of flow 'Outer', within which it runs, holds it, so it would never be free. Let only one of the two hold it.",
            _waits.Begin(Wait("x", a, new Holder("step 'one' of flow 'Outer'").Holds(a))));
    }

    [Fact]
    public void A_semaphore_is_refused_only_if_enclosing_steps_hold_every_permit()
    {
        FlowSemaphore two = new(2, "two");
        Holder outer = new("step 'a' of flow 'A'"), inner = new("step 'b' of flow 'B'");
        LockWait allowed = Wait("x", two, outer.Holds(two));
        Assert.Null(_waits.Begin(allowed));
        _waits.End(allowed);

        Assert.Equal(
            "Step 'x' of flow 'F' cannot wait for lock 'two': step 'a' of flow 'A' and step 'b' of flow 'B', within which it runs, hold every permit of it, so none would ever be free. Let fewer of them hold it.",
            _waits.Begin(Wait("x", two, outer.Holds(two), inner.Holds(two))));
    }

    [Fact]
    public void Several_waits_within_one_step_count_its_permit_once()
    {
        // The enclosing step has one of the two permits, however many nested steps wait for the other.
        FlowSemaphore two = new(2);
        Holder outer = new("outer");
        Assert.All(Enumerable.Range(0, 10), number => Assert.Null(_waits.Begin(Wait($"x{number}", two, outer.Holds(two)))));
    }

    [Fact]
    public void The_last_permit_of_a_semaphore_completes_the_deadlock()
    {
        FlowSemaphore two = new(2);
        Holder one = new("one"), other = new("other");
        Assert.Null(_waits.Begin(Wait("x", two, one.Holds(two))));
        Assert.NotNull(_waits.Begin(Wait("y", two, other.Holds(two))));
    }

    [Fact]
    public void An_enclosing_step_is_stuck_if_one_of_its_nested_steps_is()
    {
        FlowLock a = new(), b = new(), free = new();
        Holder one = new("one"), other = new("other");
        Assert.Null(_waits.Begin(Wait("x", b, one.Holds(a))));
        Assert.Null(_waits.Begin(Wait("not stuck", free, one.Holds(a))));
        Assert.NotNull(_waits.Begin(Wait("y", a, other.Holds(b))));
    }

    [Fact]
    public void A_wait_that_is_over_is_not_part_of_a_deadlock_even_if_it_is_still_recorded()
    {
        FlowLock a = new(), b = new();
        LockWait first = Wait("x", b, Own(a));
        bool isOver = false;
        Assert.Null(_waits.Begin(first));
        first.EndsWhen(() => isOver);
        Assert.NotNull(_waits.Begin(Wait("y", a, Own(b))));
        isOver = true;
        Assert.Null(_waits.Begin(Wait("y", a, Own(b))));
    }

    [Fact]
    public void Locks_of_a_step_that_has_ended_or_is_being_cancelled_are_not_counted()
    {
        FlowLock a = new(), b = new();
        Holder one = new("one"), other = new("other");
        Assert.Null(_waits.Begin(Wait("x", b, one.Holds(a))));
        one.Ends();
        Assert.Null(_waits.Begin(Wait("y", a, other.Holds(b))));

        // A lock of another execution of the same step is not counted either.
        Assert.Null(_waits.Begin(Wait("z", a, new HeldLock(a, one, 0))));
        Assert.NotNull(_waits.Begin(Wait("z", a, one.Holds(a))));
    }

    [Fact]
    public void A_lock_of_another_type_counts_as_one_permit()
    {
        SemaphoreSlim foreign = new(2);
        FlowLock a = new();
        Assert.Null(_waits.Begin(Wait("x", a, Own(foreign))));
        Assert.NotNull(_waits.Begin(Wait("y", foreign, Own(a))));
    }

    [Fact]
    public void A_wait_that_has_ended_is_not_recorded()
    {
        FlowSemaphore two = new(2);
        FlowLock a = new();
        Holder outer = new("outer");
        for (int i = 0; i < 3; i++)
        {
            // A lock can be held twice, by two steps.
            LockWait wait = Wait("x", a, outer.Holds(two), Own(two));
            Assert.Null(_waits.Begin(wait));
            Assert.Equal(1, _waits.Count);
            _waits.End(wait);
            Assert.Equal(0, _waits.Count);
        }
    }

    [Fact]
    public void Many_waits_within_one_step_are_recorded_in_linear_time()
    {
        // Only waits that can be part of a cycle are examined. If all were, this would take minutes.
        FlowLock a = new(), b = new();
        Holder outer = new("outer");
        LockWait[] waits = [.. Enumerable.Range(0, 100_000).Select(_ => Wait("x", b, outer.Holds(a)))];
        Assert.All(waits, wait => Assert.Null(_waits.Begin(wait)));
        Array.ForEach(waits, _waits.End);
        Assert.Equal(0, _waits.Count);
    }

    internal static HeldLock Own(object held) => new(held);

    internal static LockWait Wait(string step, object wanted, params HeldLock[] held) => new("F", step, wanted.ToString()!, wanted, held);

    internal sealed class Holder(string name) : ILockHolder
    {
        private int _version;

        public HeldLock Holds(object held) => new(held, this, _version);

        public void Ends() => _version++;

        public bool KeepsLocks(int version) => version == _version;

        public override string ToString() => name;
    }
}
