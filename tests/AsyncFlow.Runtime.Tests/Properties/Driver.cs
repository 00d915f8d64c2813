using System.Threading.Channels;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Ends, in a random order, what the steps of some runs wait for: one thing at a time, each on a foreign stack.</summary>
internal sealed class Driver(Random random)
{
    private readonly Channel<Action> _pending = Channel.CreateUnbounded<Action>();

    public ManualClock Clock { get; } = new();

    /// <summary>Hands over what will end something.</summary>
    public void Add(Action complete) => _pending.Writer.TryWrite(complete);

    /// <summary>To be called for every timer that has been made, so that the time moves on.</summary>
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
