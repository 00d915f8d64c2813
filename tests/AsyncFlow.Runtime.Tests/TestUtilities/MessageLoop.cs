using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The thread of a user interface, as in WinForms: it processes messages one by one until it quits.</summary>
internal sealed class MessageLoop : IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _messages = [];

    public MessageLoop()
    {
        Context = new MessageLoopContext(this);
        Thread = new Thread(Pump) { IsBackground = true, Name = nameof(MessageLoop) };
        Thread.Start();
    }

    public Thread Thread { get; }

    public SynchronizationContext Context { get; }

    public void Dispose()
    {
        _messages.CompleteAdding();
        Thread.Join();
        _messages.Dispose();
    }

    private void Pump()
    {
        SynchronizationContext.SetSynchronizationContext(Context);
        foreach ((SendOrPostCallback callback, object? state) in _messages.GetConsumingEnumerable())
        {
            callback(state);
        }
    }

    private sealed class MessageLoopContext(MessageLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => loop._messages.Add((d, state));

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
    }
}
