using AsyncFlow.Locks;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The order in which one step takes its locks.</summary>
public class LockOrderTests
{
    [Fact]
    public void Locks_of_the_library_come_in_the_order_of_their_creation()
    {
        object[] locks = [new FlowLock(), new FlowSemaphore(2), new FlowLock()];

        for (int i = 0; i < locks.Length; i++)
        {
            for (int j = 0; j < locks.Length; j++)
            {
                Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(LockOrder.Compare(locks[i], locks[j])));
            }
        }
    }

    [Fact]
    public void Locks_of_other_types_come_after_those_of_the_library()
    {
        object[] foreign = [new SemaphoreSlim(1), new TestLock()];
        object own = new FlowLock();

        Assert.All(foreign, other => Assert.True(LockOrder.Compare(own, other) < 0 && LockOrder.Compare(other, own) > 0));
    }

    [Fact]
    public void The_order_of_other_locks_does_not_depend_on_when_they_are_first_compared()
    {
        for (int i = 0; i < 1_000; i++)
        {
            // The first pair is compared in one order first, the second pair in the other.
            object left = new SemaphoreSlim(1), right = new TestLock();
            int forward = i % 2 == 0 ? LockOrder.Compare(left, right) : -LockOrder.Compare(right, left);

            Assert.Equal(
                Math.Sign(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(left).CompareTo(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(right))),
                Math.Sign(forward));
            Assert.Equal(forward, i % 2 == 0 ? -LockOrder.Compare(right, left) : LockOrder.Compare(left, right));
        }
    }

    [Fact]
    public void Other_locks_with_equal_hash_codes_keep_one_order()
    {
        object[] locks = [.. Enumerable.Range(0, 10).Select(static _ => new SemaphoreSlim(1))];
        Random random = new(1);
        for (int round = 0; round < 1_000; round++)
        {
            // All have the same hash code. The order must be transitive and antisymmetric, whatever pair is compared first.
            object[] asked = [.. locks];
            random.Shuffle(asked);
            Array.Sort(asked, static (left, right) => LockOrder.CompareForeign(left, 7, right, 7));
            if (round == 0)
            {
                locks = asked;
            }

            Assert.Equal(locks, asked);
            Assert.Equal(0, LockOrder.CompareForeign(asked[0], 7, asked[0], 7));
        }
    }

    [Fact]
    public void The_order_is_total()
    {
        object[] locks = [.. Enumerable.Range(0, 200).Select(static i => i % 3 == 0 ? (object)new FlowLock() : i % 3 == 1 ? new SemaphoreSlim(1) : new TestLock())];
        object[] sorted = [.. locks];
        Array.Sort(sorted, LockOrder.Compare);

        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = i + 1; j < sorted.Length; j++)
            {
                Assert.True(LockOrder.Compare(sorted[i], sorted[j]) < 0);
            }
        }
    }
}
