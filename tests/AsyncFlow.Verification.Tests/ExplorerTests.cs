using AsyncFlow.Interleaving;
using AsyncFlow.Interleaving.Hooks;

namespace AsyncFlow.Verification.Tests;

/// <summary>The explorer finds what it is there for, and proves nothing that does not hold.</summary>
public class ExplorerTests
{
    [Fact]
    public void A_lost_update_of_plain_accesses_is_found()
    {
        ExplorerException found = Assert.Throws<ExplorerException>(static () => Explorer.Run(static () => new Counter(isAtomic: false)));

        Assert.Contains("Assert.Equal", found.Message, StringComparison.Ordinal);
        Assert.True(Explorer.Run(static () => new Counter(isAtomic: true)).IsComplete);
    }

    [Fact]
    public void A_store_is_delayed_past_a_load_unless_there_is_a_fence()
    {
        Assert.Throws<ExplorerException>(static () => Explorer.Run(static () => new StoreBuffering(hasFence: false)));

        Assert.True(Explorer.Run(static () => new StoreBuffering(hasFence: true)).IsComplete);
        Assert.True(Explorer.Run(static () => new StoreBuffering(hasFence: false), new ExplorerOptions { DelayedStores = 0 }).IsComplete);
    }

    [Fact]
    public void A_deadlock_of_two_locks_is_found()
    {
        ExplorerException found = Assert.Throws<ExplorerException>(static () => Explorer.Run(static () => new TwoLocks()));

        Assert.Contains("Deadlock", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_interleavings_of_two_threads_are_tried()
    {
        HashSet<string> seen = [];

        ExplorerResult result = Explorer.Run(() => new Letters(seen), new ExplorerOptions { Preemptions = 6, DelayedStores = 0 });

        // Two threads with three operations each: 6 over 3.
        Assert.True(result.IsComplete);
        Assert.Equal(20, seen.Count);
    }

    private sealed class Counter(bool isAtomic) : Subject
    {
        private int _count;

        public override IReadOnlyList<Action> Threads => [Increment, Increment];

        public override void Check() => Assert.Equal(2, _count);

        private void Increment()
        {
            if (isAtomic)
            {
                InterlockedHooks.Increment(ref _count, site: 1);
            }
            else
            {
                PlainHooks.Write(ref _count, PlainHooks.Read(ref _count, site: 2) + 1, site: 3);
            }
        }
    }

    private sealed class StoreBuffering(bool hasFence) : Subject
    {
        private int _first;
        private int _second;
        private int _firstSaw = -1;
        private int _secondSaw = -1;

        public override IReadOnlyList<Action> Threads => [() => _firstSaw = Run(ref _first, ref _second, site: 10), () => _secondSaw = Run(ref _second, ref _first, site: 20)];

        public override void Check() => Assert.False(_firstSaw == 0 && _secondSaw == 0, "Neither has seen the other.");

        private int Run(ref int mine, ref int other, int site)
        {
            if (hasFence)
            {
                InterlockedHooks.Exchange(ref mine, 1, site);
            }
            else
            {
                VolatileHooks.Write(ref mine, 1, site);
            }

            return VolatileHooks.Read(ref other, site + 1);
        }
    }

    private sealed class TwoLocks : Subject
    {
        private readonly object _first = new();
        private readonly object _second = new();

        public override IReadOnlyList<Action> Threads => [() => Take(_first, _second, site: 30), () => Take(_second, _first, site: 40)];

        public override void Check() { }

        private static void Take(object outer, object inner, int site)
        {
            bool taken = false, both = false;
            MonitorHooks.Enter(outer, ref taken, site);
            MonitorHooks.Enter(inner, ref both, site + 1);
            MonitorHooks.Exit(inner, site + 2);
            MonitorHooks.Exit(outer, site + 3);
        }
    }

    private sealed class Letters(HashSet<string> seen) : Subject
    {
        private string _word = "";
        private int _turn;

        public override IReadOnlyList<Action> Threads => [() => Write('a', 50), () => Write('b', 60)];

        public override void Check() => seen.Add(_word);

        private void Write(char letter, int site)
        {
            for (int i = 0; i < 3; i++)
            {
                InterlockedHooks.Increment(ref _turn, site);
                _word += letter;
            }
        }
    }
}
