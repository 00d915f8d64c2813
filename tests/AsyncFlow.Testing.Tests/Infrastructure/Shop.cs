namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Awaits, delays, locks of all kinds, and synchronous steps.</summary>
[Flow]
internal sealed partial class Shop : IDisposable
{
    private readonly FlowLock _till = new();
    private readonly SemaphoreSlim _door = new(1);
    private readonly FlowSemaphore _hands = new(2);
    private readonly List<string> _log = [];

    public string Log => string.Join(' ', _log);

    public TimeSpan Noon { get; private set; }

    public void Dispose() => _door.Dispose();

    [Step]
    private void Open() => _log.Add("open");

    [Step(nameof(Open)), WithLock(nameof(_till))]
    private async Task Sell()
    {
        _log.Add("sell");
        await Task.Yield();
        await Task.Yield();
        _log.Add("sold");
    }

    [Step(nameof(Open)), WithLock(nameof(_till), nameof(_hands))]
    private async ValueTask Refund()
    {
        _log.Add("refund");
        await Task.Yield();
        _log.Add("refunded");
    }

    [Step(nameof(Open)), WithLock(nameof(_door), nameof(_hands))]
    private async Task<int> Greet(StepContext context)
    {
        _log.Add("greet");
        await Task.Delay(TimeSpan.FromHours(1), context.TimeProvider, context.CancellationToken);
        _log.Add("greeted");
        return 1;
    }

    [Step(nameof(Open)), WithLock(nameof(_door), nameof(_hands))]
    private async ValueTask<string> Clean()
    {
        _log.Add("clean");
        await Task.Yield();
        return "clean";
    }

    [Step(nameof(Sell))]
    private void Count(int greeted) => _log.Add($"count {greeted}");

    [Step(nameof(Count), nameof(Refund))]
    private async Task Close(StepContext context, string clean)
    {
        Noon = context.TimeProvider.GetElapsedTime(0);
        await Task.Yield();
        _log.Add($"close {clean}");
    }
}
