// The examples of docs/guides/locks.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Locks;

internal sealed record Page(string Text);

internal abstract class Files
{
    public abstract Task CopyAsync(CancellationToken ct);
}

[Flow]
internal sealed partial class Copying(Files files)
{
    #region locks
    private readonly FlowLock _disk = new();            // one at a time
    private readonly FlowSemaphore _net = new(2);       // two at a time

    [Step, WithLock(nameof(_disk), nameof(_net))]
    private Task Copy(CancellationToken ct) => files.CopyAsync(ct);
    #endregion

    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        #region code
        using (await _disk.EnterAsync(cancellationToken))
        {
            await files.CopyAsync(cancellationToken);
        }

        if (_disk.TryEnter(out FlowLockLease lease))        // only if it is free
        {
            using (lease)
            {
                await files.CopyAsync(cancellationToken);
            }
        }
        #endregion
    }
}

[Flow]
internal sealed partial class Fetching(HttpClient http, Uri[] links)
{
    [Step]
    private Uri[] Links() => links;

    #region keys
    private readonly FlowLocks<string> _hosts = new(permits: 2);

    [Step, WithLock(nameof(_hosts), Key = nameof(HostOf))]
    private Task<string> Fetch([Each(nameof(Links), MaxConcurrency = 8)] Uri url, CancellationToken ct) => http.GetStringAsync(url, ct);

    private static string HostOf(Uri url) => url.Host;
    #endregion
}
