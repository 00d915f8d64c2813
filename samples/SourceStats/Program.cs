using SourceStats;

using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl+C ends the run in good order; a second one ends the process.
    press.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};

return await Application.RunAsync(args, Console.Out, Console.Error, interrupted.Token);
