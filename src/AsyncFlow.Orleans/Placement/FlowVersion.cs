namespace AsyncFlow.Orleans.Placement;

/// <summary>A version of a flow. Calls of grains carry it, so that the grain is placed in a process that has this version.</summary>
/// <param name="Flow">The name of the flow.</param>
/// <param name="Fingerprint">The fingerprint of the version.</param>
internal sealed record FlowVersion(string Flow, string Fingerprint)
{
    private const string Key = "AsyncFlow.Version";

    /// <summary>Calls a grain that needs this version.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        Attach();
        try
        {
            return call();
        }
        finally
        {
            RequestContext.Remove(Key);
        }
    }

    /// <summary>Calls a grain that needs this version.</summary>
    public Task CallAsync(Func<Task> call) => CallAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>The version that a call carries, as text; null if it carries none.</summary>
    public static string? Of(IReadOnlyDictionary<string, object>? context) => context is not null && context.TryGetValue(Key, out object? version) ? version as string : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Flow} {Fingerprint}";

    private void Attach() => RequestContext.Set(Key, ToString());
}
