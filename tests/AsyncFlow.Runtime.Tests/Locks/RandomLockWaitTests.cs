using AsyncFlow.Locks;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Random nested steps that take and wait for random locks: a wait is refused exactly if it would never end.</summary>
public class RandomLockWaitTests
{
    [Fact]
    public void A_wait_is_refused_exactly_if_it_would_never_end()
    {
        int refused = 0, allowed = 0, withPermits = 0;
        for (int seed = 1; seed <= 4_000 * Stress.Factor; seed++)
        {
            try
            {
                LockWorld world = new(new Random(seed));
                for (int turn = 0; turn < 60; turn++)
                {
                    switch (world.Turn())
                    {
                        case true:
                            allowed++;
                            break;
                        case false:
                            refused++;
                            withPermits += world.LastWanted.Permits > 1 ? 1 : 0;
                            break;
                    }
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} fails.", exception);
            }
        }

        // Both happen often, also with several permits.
        Assert.InRange(refused, 1_000, int.MaxValue);
        Assert.InRange(allowed, 1_000, int.MaxValue);
        Assert.InRange(withPermits, 100, int.MaxValue);
    }

    /// <summary>Steps that hold locks, and the locks with their free permits.</summary>
    private sealed class LockWorld
    {
        private readonly Random _random;
        private readonly LockWaits _waits = new();
        private readonly WorldLock[] _locks;
        private readonly List<WorldStep> _steps = [];

        public LockWorld(Random random)
        {
            _random = random;
            _locks = [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => WorldLock.Make(random))];
        }

        public WorldLock LastWanted { get; private set; } = null!;

        /// <summary>Performs one event: a step starts, takes a lock, waits for one, or ends. Returns whether a wait was allowed.</summary>
        public bool? Turn()
        {
            WorldStep[] running = [.. _steps.Where(static step => step.Wanted is null)];
            if (running.Length == 0 || _random.Next(4) == 0)
            {
                // Nested in a running step, or at the top level.
                _steps.Add(new WorldStep(running.Length > 0 && _random.Next(3) > 0 ? running[_random.Next(running.Length)] : null, _steps.Count));
                return null;
            }

            WorldStep chosen = running[_random.Next(running.Length)];
            if (_random.Next(5) == 0 && !_steps.Any(step => step.Around == chosen))
            {
                End(chosen);
                return null;
            }

            WorldLock wanted = _locks[_random.Next(_locks.Length)];
            if (_steps.Any(step => step.Around == chosen) || chosen.Held.Contains(wanted))
            {
                // A step takes its locks before nested steps run, and each lock once.
                return null;
            }

            if (wanted.Free > 0)
            {
                wanted.Free--;
                chosen.Held.Add(wanted);
                return null;
            }

            return BeginWait(chosen, wanted);
        }

        private bool? BeginWait(WorldStep chosen, WorldLock wanted)
        {
            HeldLock[] held = [.. chosen.Held.Select(static own => new HeldLock(own.Lock)), .. chosen.Outer().SelectMany(static step => step.Held.Select(step.Holds))];
            if (held.Length == 0)
            {
                // It is not recorded, because it keeps no other step waiting. In this test it does not wait at all.
                return null;
            }

            LastWanted = wanted;
            LockWait wait = LockWaitTests.Wait($"s{chosen.Number}", wanted.Lock, held);
            chosen.Wanted = wanted;
            bool canEnd = CanEnd(chosen);
            string? refusal = _waits.Begin(wait);
            Assert.Equal(canEnd, refusal is null);
            if (refusal is null)
            {
                chosen.Wait = wait;
            }
            else
            {
                // It fails and ends. Its enclosing steps end as soon as they can, in later events.
                Assert.Contains($"'s{chosen.Number}'", refusal, StringComparison.Ordinal);
                chosen.Wanted = null;
                End(chosen);
            }

            return refusal is null;
        }

        // Releases the locks of the step, and grants permits to the waiters.
        private void End(WorldStep ended)
        {
            _steps.Remove(ended);
            foreach (WorldLock held in ended.Held)
            {
                held.Free++;
                WorldStep[] waiters = [.. _steps.Where(step => step.Wanted == held)];
                if (waiters.Length > 0)
                {
                    WorldStep granted = waiters[_random.Next(waiters.Length)];
                    held.Free--;
                    granted.Held.Add(held);
                    granted.Wanted = null;
                    _waits.End(granted.Wait!);
                }
            }
        }

        // The simple definition: end every step that can end, in any order, and check whether this step is among them. A step can end
        // when its nested steps have ended and it has got the lock that it waits for. Then it releases its locks.
        private bool CanEnd(WorldStep wanted)
        {
            Dictionary<WorldLock, int> free = _locks.ToDictionary(static one => one, static one => one.Free);
            HashSet<WorldStep> left = [.. _steps];
            bool hasEnded;
            do
            {
                hasEnded = false;
                foreach (WorldStep step in left.ToArray())
                {
                    if (left.Any(inner => inner.Around == step) || (step.Wanted is { } needed && free[needed] == 0))
                    {
                        continue;
                    }

                    left.Remove(step);
                    hasEnded = true;
                    foreach (WorldLock held in step.Held)
                    {
                        free[held]++;
                    }
                }
            }
            while (hasEnded && left.Contains(wanted));

            return !left.Contains(wanted);
        }
    }

    private sealed class WorldLock(object @lock, int permits)
    {
        public object Lock => @lock;

        public int Permits { get; } = permits;

        public int Free { get; set; } = permits;

        public static WorldLock Make(Random random)
        {
            int permits = random.Next(2) == 0 ? 1 : random.Next(2, 4);
            return random.Next(4) switch
            {
                0 => new(new FlowLock(), 1),
                1 => new(new SemaphoreSlim(1), 1),
                _ => new(new FlowSemaphore(permits), permits),
            };
        }
    }

    private sealed class WorldStep(WorldStep? around, int number)
    {
        private readonly LockWaitTests.Holder _holder = new($"s{number}");

        public WorldStep? Around => around;

        public int Number => number;

        public List<WorldLock> Held { get; } = [];

        public WorldLock? Wanted { get; set; }

        public LockWait? Wait { get; set; }

        public HeldLock Holds(WorldLock held) => _holder.Holds(held.Lock);

        public IEnumerable<WorldStep> Outer()
        {
            for (WorldStep? step = around; step is not null; step = step.Around)
            {
                yield return step;
            }
        }
    }
}
