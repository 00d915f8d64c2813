using System.Threading.Channels;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Ends the waits of the steps of some runs in random order, one at a time, each in the stack of other code.</summary>
internal sealed class Driver(Random random)
{
    private readonly Channel<Action> _pending = Channel.CreateUnbounded<Action>();

    public ManualClock Clock { get; } = new();

    /// <summary>Adds an action that ends a wait.</summary>
    public void Add(Action complete) => _pending.Writer.TryWrite(complete);

    /// <summary>Must be called for every timer that was created, so that the time advances.</summary>
    public void AddTimer() => Add(() => Clock.FireNext());

    public void Stop() => _pending.Writer.Complete();

    public async Task Drive()
    {
        List<Action> waiting = [];
        while (await _pending.Reader.WaitToReadAsync())
        {
            do
            {
                while (_pending.Reader.TryRead(out Action? next))
                {
                    waiting.Add(next);
                }

                if (random.Next(3) == 0)
                {
                    await Task.Yield();
                    continue;
                }

                int chosen = random.Next(waiting.Count);
                Action complete = waiting[chosen];
                waiting[chosen] = waiting[^1];
                waiting.RemoveAt(waiting.Count - 1);
                ForeignStack.Run(complete);
            }
            while (waiting.Count > 0);
        }
    }
}
