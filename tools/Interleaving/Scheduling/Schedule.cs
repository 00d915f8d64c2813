using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>
/// One execution of a subject. One thread runs at a time; at each point another one may be chosen to go on. Called by the thread whose turn it is.
/// </summary>
internal sealed class Schedule(Sites sites, Search search, ExplorerOptions options, Carriers carriers, Stack<Location> unused)
{
    /// <summary>A schedule can have so many threads, those of the pool included.</summary>
    public const int MostThreads = 16;

    // A schedule with more points does not end.
    private const int MostPoints = 20_000;

    private readonly List<VirtualThread> _threads = [];
    private readonly Dictionary<nint, Location> _locations = [];
    private readonly Dictionary<object, (VirtualThread Thread, int Count)> _owners = new(ReferenceEqualityComparer.Instance);
    private int _preemptions;
    private int _delays;
    private int _deviations;
    private int _points;

    /// <summary>What went wrong; null if nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The sites in the order in which they were executed, with the threads.</summary>
    public List<(int Thread, int Site)> Trace { get; } = [];

    public int Threads => _threads.Count;

    // Released when the schedule has ended.
    private SemaphoreSlim Ended { get; } = new(0);

    /// <summary>The clock of the schedule, in ticks of the stopwatch. Each look at it takes a millisecond.</summary>
    public long Now { get; private set; }

    /// <summary>Runs the threads of a subject to their ends, and those that they start.</summary>
    public void Run(IEnumerable<Action> bodies)
    {
        foreach (Action body in bodies)
        {
            Add(body, null);
        }

        _threads[Choose(_threads.Count)].Turn.Release();
        if (!Ended.Wait(TimeSpan.FromSeconds(60)))
        {
            Failure ??= new TimeoutException("A thread waits for something outside of the schedule.");
        }

        foreach (Location location in _locations.Values)
        {
            location.Clear();
            unused.Push(location);
        }
    }

    /// <summary>Starts a thread, which knows what its starter has done.</summary>
    public void Start(VirtualThread me, Action body)
    {
        Flush(me);
        Add(body, me);
    }

    /// <summary>Reads the clock.</summary>
    public long ReadClock() => Now += Stopwatch.Frequency / 1000;

    /// <summary>Before an operation that reads and writes, and is a full fence.</summary>
    public void Atomic(VirtualThread me, nint address, int site)
    {
        Flush(me);
        Location location = Synchronize(me, address, site, isStore: true);
        Join(me.Clock, location.Released);
        Join(location.Released, me.Clock);
        me.Clock[me.Id]++;
    }

    /// <summary>Before a load that is synchronized.</summary>
    public void Load(VirtualThread me, nint address, int site)
    {
        Location location = Synchronize(me, address, site, isStore: false);
        Join(me.Clock, location.Released);
    }

    /// <summary>Before a store that is synchronized.</summary>
    /// <returns>Whether the store goes to the buffer.</returns>
    public bool Store(VirtualThread me, nint address, int site)
    {
        Location location = Synchronize(me, address, site, isStore: true);
        bool delayed = sites.IsPoint(site) && Delays(me);
        if (!delayed)
        {
            Join(location.Released, me.Clock);
            me.Clock[me.Id]++;
        }

        return delayed;
    }

    /// <summary>Before an access without synchronization.</summary>
    /// <returns>Whether a store goes to the buffer.</returns>
    public bool Plain(VirtualThread me, nint address, int site, bool isStore)
    {
        if (sites.IsPoint(site))
        {
            Point(me, site);
        }

        Location location = LocationOf(address);
        location.Sites.Add(site);
        if (location.Note(me, isStore, isPlain: true))
        {
            sites.MakePoints(location.Sites, areRaces: true);
        }

        return isStore && sites.IsPoint(site) && Delays(me);
    }

    /// <summary>Puts a store into the buffer.</summary>
    public static void Delay(VirtualThread me, BufferedStore store)
    {
        me.Buffer.Add(store);
        me.Clock[me.Id]++;
    }

    /// <summary>Takes a lock, and waits for it if need be.</summary>
    public void Enter(VirtualThread me, object gate, int site)
    {
        Flush(me);
        Location location = Synchronize(me, AddressOf(gate), site, isStore: true);
        if (_owners.TryGetValue(gate, out (VirtualThread Thread, int) owner) && owner.Thread != me)
        {
            Wait(me, () => !_owners.ContainsKey(gate));
        }

        Own(me, gate);
        Join(me.Clock, location.Released);
    }

    /// <summary>Takes a lock if it is free.</summary>
    public bool TryEnter(VirtualThread me, object gate, int site)
    {
        Flush(me);
        Location location = Synchronize(me, AddressOf(gate), site, isStore: true);
        Join(me.Clock, location.Released);
        if (_owners.TryGetValue(gate, out (VirtualThread Thread, int) owner) && owner.Thread != me)
        {
            return false;
        }

        Own(me, gate);
        return true;
    }

    /// <summary>Gives a lock back.</summary>
    public void Exit(VirtualThread me, object gate)
    {
        Flush(me);
        if (!_owners.Remove(gate, out (VirtualThread Thread, int Count) owner) || owner.Thread != me)
        {
            throw new SynchronizationLockException("A thread gives back a lock that it does not hold.");
        }

        if (owner.Count > 1)
        {
            _owners.Add(gate, (me, owner.Count - 1));
            return;
        }

        Join(LocationOf(AddressOf(gate)).Released, me.Clock);
        me.Clock[me.Id]++;
    }

    /// <summary>Waits until something holds, which other threads bring about.</summary>
    public void Wait(VirtualThread me, Func<bool> until)
    {
        Flush(me);
        while (!until())
        {
            me.WaitsFor = until;
            Leave(me);
            me.Turn.Wait();
            me.WaitsFor = null;
        }
    }

    /// <summary>Lets another thread go on, if there is one: this one waits actively.</summary>
    public void Spin(VirtualThread me)
    {
        Flush(me);
        CountPoint();
        if (_threads.Any(other => other != me && other.CanRun))
        {
            Leave(me);
            me.Turn.Wait();
        }
    }

    /// <summary>A thread has ended.</summary>
    public void End(VirtualThread me)
    {
        Flush(me);
        me.HasEnded = true;
        Leave(me);
    }

    /// <summary>Ends the schedule: nothing else runs.</summary>
    public void Fail(Exception failure)
    {
        Failure ??= failure;
        if (VirtualThread.Current is null)
        {
            // The thread of the explorer, between two turns.
            throw failure;
        }

        Ended.Release();
        Thread.Sleep(Timeout.Infinite);
    }

    // A thread can take a lock again that it has.
    private void Own(VirtualThread me, object gate) => _owners[gate] = (me, _owners.TryGetValue(gate, out (VirtualThread, int Count) owner) ? owner.Count + 1 : 1);

    private void Add(Action body, VirtualThread? parent)
    {
        if (_threads.Count == MostThreads)
        {
            Fail(new InvalidOperationException($"The subject has more than {MostThreads} threads."));
        }

        VirtualThread thread = new(this, _threads.Count, body);
        if (parent is not null)
        {
            Join(thread.Clock, parent.Clock);
            parent.Clock[parent.Id]++;
        }

        thread.Clock[thread.Id] = 1;
        _threads.Add(thread);
        carriers.Start(thread);
    }

    private Location Synchronize(VirtualThread me, nint address, int site, bool isStore)
    {
        if (sites.IsPoint(site))
        {
            Point(me, site);
        }

        Location location = LocationOf(address);
        location.Sites.Add(site);
        bool races = location.Note(me, isStore, isPlain: false);
        if (location.FirstThread < 0)
        {
            location.FirstThread = me.Id;
        }
        else if (location.FirstThread != me.Id || races)
        {
            sites.MakePoints(location.Sites, races);
        }

        return location;
    }

    // Other threads may come in between before what follows.
    private void Point(VirtualThread me, int site)
    {
        if (me.Buffer.Count > 0 && Choose(2) == 0)
        {
            Flush(me);
        }

        Preempt(me);
        Trace.Add((me.Id, site));
    }

    private void Preempt(VirtualThread me)
    {
        CountPoint();
        if (_preemptions == options.Preemptions)
        {
            return;
        }

        List<VirtualThread> others = [.. _threads.Where(other => other != me && other.CanRun)];
        int chosen = others.Count == 0 ? 0 : Choose(1 + others.Count);
        if (chosen > 0)
        {
            _preemptions++;
            others[chosen - 1].Turn.Release();
            me.Turn.Wait();
        }
    }

    private void CountPoint()
    {
        if (++_points > MostPoints)
        {
            Fail(new TimeoutException($"The schedule has more than {MostPoints} points: a thread goes round in circles."));
        }
    }

    private bool Delays(VirtualThread me)
    {
        if (me.Buffer.Count > 0)
        {
            return true;
        }

        if (_delays < options.DelayedStores && Choose(2) == 1)
        {
            _delays++;
            return true;
        }

        return false;
    }

    private void Flush(VirtualThread me)
    {
        if (me.Buffer.Count == 0)
        {
            return;
        }

        // Others may act on what the thread has seen before they see its stores.
        Preempt(me);
        foreach (BufferedStore store in me.Buffer)
        {
            store.Commit();
            Join(LocationOf(store.Address).Released, store.Clock);
        }

        me.Buffer.Clear();
    }

    // Passes the turn on.
    private void Leave(VirtualThread me)
    {
        List<VirtualThread> others = [.. _threads.Where(other => other != me && other.CanRun)];
        if (others.Count > 0)
        {
            others[Choose(others.Count)].Turn.Release();
        }
        else if (_threads.All(static thread => thread.HasEnded))
        {
            Ended.Release();
        }
        else
        {
            Fail(new InvalidOperationException($"Deadlock: threads {string.Join(", ", _threads.Where(static thread => !thread.HasEnded).Select(static thread => thread.Id))} wait for ever."));
        }
    }

    private int Choose(int count)
    {
        if (count == 1 || _deviations == options.Deviations)
        {
            return 0;
        }

        try
        {
            int chosen = search.Choose(count);
            _deviations += chosen > 0 ? 1 : 0;
            return chosen;
        }
        catch (InvalidOperationException exception)
        {
            Fail(exception);
            throw;
        }
    }

    private Location LocationOf(nint address)
    {
        if (!_locations.TryGetValue(address, out Location? location))
        {
            location = unused.TryPop(out Location? cleared) ? cleared : new Location();
            _locations.Add(address, location);
        }

        return location;
    }

    private static nint AddressOf(object gate) => Unsafe.As<object, nint>(ref gate);

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }
}
