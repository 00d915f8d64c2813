using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Driving;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Storage;
using Orleans.Concurrency;
using Orleans.Placement;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="IRunGrain"/>
[Reentrant, NeedsFlow, RandomPlacement]
internal sealed class RunGrain(RunServices services, Waiting waiting) : Grain, IRunGrain
{
    // Null as long as there is no run with the id.
    private Task<RunDriver?> _driver = Task.FromResult<RunDriver?>(null);

    // A retry that has not been stored yet; null for none.
    private Task? _retry;

    private string Id => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _driver = TakeAsync(retry: false);
        await _driver;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_driver.IsCompletedSuccessfully)
        {
            _driver.Result?.Abandon();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<string> StartAsync(StartRequest request)
    {
        RunDriver? driver;
        while ((driver = await _driver) is null)
        {
            // Of several callers, the first to come here creates the run, and the others wait for it.
            if (_driver is { IsCompletedSuccessfully: true, Result: null })
            {
                _driver = CreateAsync(request);
            }
        }

        return driver.Flow;
    }

    /// <inheritdoc/>
    public async Task WakeAsync()
    {
        if (await _driver is { IsParked: true })
        {
            // Perhaps the next activation is in a process with the right version.
            DeactivateOnIdle();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> WaitAsync() => await waiting.EndsInTimeAsync((await ExistingAsync()).Ended);

    /// <inheritdoc/>
    public async Task CancelAsync() => await (await ExistingAsync()).CancelAsync();

    /// <inheritdoc/>
    public async Task RetryAsync()
    {
        if ((await ExistingAsync()).Ended.IsCompleted)
        {
            // Of several callers, the first to come here takes the run up again, and the others wait for it.
            await (_retry ??= RetakeAsync());
        }
    }

    private async Task<RunDriver> ExistingAsync() => await _driver ?? throw new InvalidOperationException($"There is no run '{Id}'.");

    private async Task<RunDriver?> CreateAsync(StartRequest request)
    {
        try
        {
            DateTimeOffset now = services.Time.GetUtcNow();
            RunRecord run = new()
            {
                Id = Id,
                Flow = request.Flow,
                Fingerprint = request.Fingerprint,
                Signatures = request.Signatures,
                Inputs = request.Inputs,
                TraceParent = request.TraceParent,
                CreatedAt = now,
                UpdatedAt = now,
            };
            if (RunClaim.Create(services, run with { Epoch = 1, Version = 1 }) is not { } driver)
            {
                await services.Store.CreateAsync(new RunCommit(run, [], []));
            }
            else if (await driver.CreateAsync(isLost: DeactivateOnIdle))
            {
                return driver;
            }

            // Another activation may have created it.
            return await TakeAsync(retry: false);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    // Until the run is taken up, and if it cannot be, its state is what it was.
    private async Task RetakeAsync()
    {
        // The store may answer at once, and the field must be set before it is cleared.
        await Task.Yield();
        try
        {
            _driver = Task.FromResult(await TakeAsync(retry: true));
        }
        catch (Exception exception) when (exception is not InvalidOperationException)
        {
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _retry = null;
        }
    }

    private async Task<RunDriver?> TakeAsync(bool retry)
    {
        RunDriver? driver = await RunClaim.TakeAsync(services, Id, retry);
        driver?.Begin(isLost: DeactivateOnIdle);
        return driver;
    }
}
