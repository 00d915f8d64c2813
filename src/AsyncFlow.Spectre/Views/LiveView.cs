using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Terminal;
using AsyncFlow.Spectre.Tracking;

namespace AsyncFlow.Spectre.Views;

/// <summary>Shows a run in the live area of a terminal, from its start to its disposal.</summary>
internal sealed class LiveView : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly RunTracker _tracker = new();
    private readonly LiveArea _area;
    private readonly LiveLines _lines;
    private readonly ConsoleCapture? _capture;
    private readonly ITimer _timer;
    private readonly bool _clearsAtEnd;

    // Held while the area is drawn.
    private readonly object _drawing = new();
    private bool _isDisposed;

    public LiveView(LiveSettings settings, StepDurations? earlier)
    {
        _clearsAtEnd = settings.ClearsAtEnd;
        _area = new LiveArea(settings.Console);
        _lines = new LiveLines(_tracker, earlier, settings.Console.Profile.Capabilities.Unicode);
        _capture = ConsoleCapture.Begin(settings.Console, _area);
        _timer = settings.DrawingClock.CreateTimer(static view => ((LiveView)view!).DrawNext(), this, s_interval, s_interval);
    }

    /// <summary>Receives the events of the run.</summary>
    public FlowObserver Observer => _tracker;

    /// <summary>Leaves the run as it is now on the screen, or nothing.</summary>
    public void Dispose()
    {
        lock (_drawing)
        {
            _timer.Dispose();
            _isDisposed = true;
            try
            {
                _capture?.Dispose();
                if (_clearsAtEnd)
                {
                    _area.Show([]);
                }
                else
                {
                    Draw();
                }

                _area.Dispose();
            }
            catch (Exception exception)
            {
                // The flow has ended, and what became of it is more important than its picture.
                _tracker.RaiseUnhandledException(exception);
            }
        }
    }

    // If drawing takes longer than the interval, the next time is left out.
    private void DrawNext()
    {
        if (!Monitor.TryEnter(_drawing))
        {
            return;
        }

        try
        {
            if (!_isDisposed && _tracker.Failure is null)
            {
                _lines.Frame++;
                Draw();
            }
        }
        catch (Exception exception)
        {
            // An observer that fails, which does not end the run. It is in the report like any other.
            _tracker.Failure = exception;
        }
        finally
        {
            Monitor.Exit(_drawing);
        }
    }

    private void Draw()
    {
        IReadOnlyList<ScreenLine> lines = [];
        if (_tracker.Read(run => lines = _lines.Of(run, _area.Height)))
        {
            _area.Show(lines);
        }
    }
}
