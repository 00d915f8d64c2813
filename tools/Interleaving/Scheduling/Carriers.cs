namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>The threads of the process that carry virtual ones: the n-th carries the n-th of each schedule.</summary>
internal sealed class Carriers
{
    private readonly List<Carrier> _carriers = [];

    public void Start(VirtualThread thread)
    {
        if (thread.Id == _carriers.Count)
        {
            _carriers.Add(new Carrier());
        }

        _carriers[thread.Id].Start(thread);
    }

    private sealed class Carrier
    {
        private VirtualThread? _thread;

        public Carrier() => new Thread(Run) { IsBackground = true, Name = "interleaving" }.Start();

        private SemaphoreSlim Work { get; } = new(0);

        public void Start(VirtualThread thread)
        {
            _thread = thread;
            Work.Release();
        }

        private void Run()
        {
            while (true)
            {
                Work.Wait();
                VirtualThread thread = _thread!;
                thread.Turn.Wait();
                VirtualThread.Current = thread;
                try
                {
                    thread.Body();
                }
                catch (Exception exception)
                {
                    thread.Schedule.Fail(exception);
                }

                // What the body left behind in the contexts is not the next one's.
                SynchronizationContext.SetSynchronizationContext(null);
                thread.Schedule.End(thread);
                VirtualThread.Current = null;
            }
        }
    }
}
