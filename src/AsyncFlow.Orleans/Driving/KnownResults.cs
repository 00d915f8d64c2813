using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Driving;

/// <summary>
/// The small results that this activation of a run has stored itself, so that the steps that take them need not read them. Used by one thread at a time: that of the
/// grain.
/// </summary>
/// <remarks>Only what is never changed any more: a step that has failed may succeed later, in another activation.</remarks>
internal sealed class KnownResults(RunRecord run)
{
    /// <summary>How many bytes of results a run keeps in memory. What is larger is read from the store.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly Dictionary<int, UpstreamResult> _results = [];
    private int _bytes = run.Inputs.Length;

    /// <summary>A step has ended.</summary>
    public void Add(int step, StepResult result)
    {
        int size = result.Result?.Length ?? 0;
        if (result.Status is StepStatus.Succeeded or StepStatus.Skipped && _bytes + size <= MaxBytes)
        {
            _bytes += size;
            _results[step] = new UpstreamResult(step, result.Status, result.Result);
        }
    }

    /// <summary>Forgets them all: the run has ended.</summary>
    public void Clear() => _results.Clear();

    /// <summary>What a step takes; null if not all of it is known.</summary>
    public StepData? DataOf(StepInfo step)
    {
        UpstreamResult[] upstream = new UpstreamResult[step.Upstream.Count];
        for (int i = 0; i < upstream.Length; i++)
        {
            if (!_results.TryGetValue(step.Upstream[i].Index, out UpstreamResult? result))
            {
                return null;
            }

            upstream[i] = result;
        }

        return _bytes <= MaxBytes ? new StepData(run.Fingerprint, run.Inputs, upstream, run.TraceParent) : null;
    }
}
