// The examples of docs/guides/hosts.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Hosts;

internal static class Running
{
    public static async Task RunAsync(IFlow flow, CancellationToken cancellationToken)
    {
        #region loop
        using EventLoopHost loop = new();
        await flow.ExecuteAsync(new FlowOptions { Host = loop }, cancellationToken);
        #endregion
    }

    public static async Task RefreshAsync(object viewModel, CancellationToken cancellationToken)
    {
        #region user interface
        // In an event handler, on the user interface's thread:
        FlowHost ui = FlowHost.From(SynchronizationContext.Current!);
        await new Refresh(viewModel).ExecuteAsync(new FlowOptions { Host = ui }, cancellationToken);
        #endregion
    }
}

[Flow]
internal sealed partial class Refresh(object viewModel)
{
    [Step]
    private void Show() => Console.WriteLine(viewModel);
}

#region single-threaded
[Flow(SingleThreaded = true)]
internal sealed partial class Counters(HttpClient http, Uri url)
{
    private int _count;

    [Step, Output]
    private async Task<int> Count()
    {
        _count++;                                    // on the loop
        await http.GetAsync(url);
        _count++;                                    // on the loop
        await http.GetAsync(url).ConfigureAwait(false);
        _count++;                                    // on some thread of the pool: a data race
        return _count;
    }
}
#endregion

internal sealed record Report(int Errors);

[Flow]
internal sealed partial class Nightly
{
    [Step, Output]
    private static Report Check() => new(0);
}

internal static class Program
{
    #region main
    public static int Run() => EventLoopHost.Run(async () =>
    {
        Report report = await new Nightly().ExecuteAsync();      // without a host: on this loop
        return report.Errors;
    });
    #endregion
}
