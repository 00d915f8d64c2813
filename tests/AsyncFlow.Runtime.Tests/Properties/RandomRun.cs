namespace AsyncFlow.Runtime.Tests;

/// <summary>One run of a random flow: how it is started, observed, and perhaps cancelled.</summary>
internal sealed class RandomRun : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TestHost _host;
    private readonly bool _startsAtHome;
    private readonly Driver _driver;
    private readonly RandomFlow _flow;
    private readonly RunProbe _probe;
    private readonly FlowOptions? _options;
    private readonly FailureMode _mode;
    private readonly CountingObserver? _observer;
    private readonly int _way;
    private readonly bool _canceledBefore;
    private readonly bool _canceledByDriver;
    private readonly bool _hasToken;

    public RandomRun(Random random, TestHost host, Driver driver, RandomFlow flow, bool surelyCanceled)
    {
        _host = host;
        _driver = driver;
        _flow = flow;
        _way = random.Next(4);
        _canceledBefore = random.Next(20) == 0;
        _canceledByDriver = surelyCanceled || random.Next(8) == 0;
        int cancelsAt = random.Next(6) == 0 ? random.Next(flow.Size) : -1;
        _hasToken = _canceledBefore || _canceledByDriver || cancelsAt >= 0 || random.Next(2) == 0;
        int limit = flow.MaxConcurrency;
        _mode = flow.FailureMode;
        if (random.Next(3) > 0)
        {
            _observer = random.Next(2) == 0 ? new CountingObserver(flow.Size) : null;
            limit = random.Next(3) == 0 ? random.Next(6) : limit;
            _mode = (FailureMode)random.Next(2);
            _options = new FlowOptions { Host = host.Host, MaxConcurrency = limit, FailureMode = _mode, Observer = _observer };
        }
        else if (host.Host != FlowHost.ThreadPool)
        {
            _options = host.Options;
        }

        _startsAtHome = host.Host != FlowHost.ThreadPool && random.Next(2) == 0;
        _probe = new RunProbe(flow, host, limit, cancelsAt, _source.Cancel);
    }

    private CancellationToken Token => _hasToken ? _source.Token : default;

    public Task Start()
    {
        if (_canceledBefore)
        {
            _probe.Cancel();
        }

        if (_canceledByDriver)
        {
            _driver.Add(_probe.Cancel);
        }

        return _startsAtHome ? _host.CallAtHome(Run) : _host.Call(Run);
    }

    public string Describe() => $"{_flow.Size} steps, way {_way}, {_mode}, limit {_options?.MaxConcurrency ?? _flow.MaxConcurrency}, token {(_hasToken ? _source.IsCancellationRequested ? "cancelled" : "not cancelled" : "none")}, {_probe.Running} running: "
        + string.Join(", ", Enumerable.Range(0, _flow.Size).Select(i => $"s{i} {_flow.Acts[i]} {(_probe.Starts(i) == 0 ? "not started" : _probe.Ended[i] == 0 ? "RUNNING" : _probe.Outcomes[i])} after [{string.Join(' ', _flow.Upstream[i])}] with [{string.Join<CountedLock>(' ', _flow.Locks[i])}]"));

    public void Dispose() => _source.Dispose();

    private async Task Run()
    {
        RunVerifier verifier = new(_flow, _probe, _mode, Token);
        if (_way == 0)
        {
            FlowReport<long> report = await _flow.Flow.RunAsync(_options, _probe, Token).ConfigureAwait(false);
            Assert.Equal(0, _probe.Running);
            verifier.Verify(report);
            _observer?.Verify(report);
            return;
        }

        Exception? thrown = null;
        long? output = null;
        try
        {
            switch (_way)
            {
                case 1:
                    await _flow.Flow.ExecuteUntypedAsync(_options, _probe, Token).ConfigureAwait(false);
                    break;
                case 2:
                    (await _flow.Flow.RunAsync(_options, _probe, Token).ConfigureAwait(false)).ThrowIfFailed();
                    break;
                default:
                    output = await _flow.Flow.ExecuteAsync(_options, _probe, Token).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception exception)
        {
            thrown = exception;
        }

        Assert.Equal(0, _probe.Running);
        verifier.Verify(thrown, output);
    }
}
