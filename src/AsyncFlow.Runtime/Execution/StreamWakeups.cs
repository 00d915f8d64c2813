namespace AsyncFlow.Execution;

/// <summary>What is to be done when a stream's gate has been released: no code outside of the stream runs while it is held.</summary>
internal struct StreamWakeups
{
    private (IWakeable Target, int Slot) _first;
    private (IWakeable Target, int Slot) _second;

    // Null for one or two wake-ups, which is the usual number.
    private List<(IWakeable Target, int Slot)>? _others;

    /// <summary>Adds a wake-up.</summary>
    public void Add(IWakeable target, int slot)
    {
        if (_first.Target is null)
        {
            _first = (target, slot);
        }
        else if (_second.Target is null)
        {
            _second = (target, slot);
        }
        else
        {
            (_others ??= []).Add((target, slot));
        }
    }

    /// <summary>Does all of it. The gate is not held.</summary>
    public readonly void Run()
    {
        if (_first.Target is null)
        {
            return;
        }

        _first.Target.Wake(_first.Slot);
        _second.Target?.Wake(_second.Slot);
        if (_others is not null)
        {
            foreach ((IWakeable target, int slot) in _others)
            {
                target.Wake(slot);
            }
        }
    }
}

/// <summary>A part of a stream that goes on outside of its gate.</summary>
internal interface IWakeable
{
    /// <summary>Goes on, on any thread.</summary>
    /// <param name="slot">What was given to <see cref="StreamWakeups.Add"/>.</param>
    void Wake(int slot);
}
