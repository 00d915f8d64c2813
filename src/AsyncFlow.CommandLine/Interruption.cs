using System.Runtime.InteropServices;

namespace AsyncFlow.CommandLine;

/// <summary>Cancels a run on Ctrl+C and on a request to terminate. A second one ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _registrations;

    // 128 and the number of the signal, as shells say it.
    private volatile int _exitCode = 130;

    public Interruption(CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, 130)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, 143)),
        ];
    }

    /// <summary>The token of the run.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a run that was cancelled.</summary>
    public int ExitCode => _exitCode;

    public void Dispose()
    {
        Array.ForEach(_registrations, static registration => registration.Dispose());
        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context, int exitCode)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        _exitCode = exitCode;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has just ended.
        }
    }
}
