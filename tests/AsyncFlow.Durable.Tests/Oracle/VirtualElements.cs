using AsyncFlow.Durable;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>The elements of a step, all at the same time, by the rules of the parts of a list: what is cancelled is not a failure, and the first failure is that of the step.</summary>
internal sealed class VirtualElements(OracleStep[] elements, bool failureStops, OracleClock time, Action<StepStatus, FlowFailure?> ended)
{
    private readonly bool[] _hasEnded = new bool[elements.Length];
    private int _left = elements.Length;
    private FlowFailure? _failure;
    private bool _isCanceled;
    private bool _isStopped;

    public void Begin()
    {
        for (int i = 0; i < elements.Length; i++)
        {
            int element = i;
            time.At(time.Now + elements[i].Duration, () => End(element, elements[element].Fails ? StepStatus.Failed : StepStatus.Succeeded));
        }

        if (_left == 0)
        {
            ended(StepStatus.Succeeded, null);
        }
    }

    /// <summary>Cancels the tokens of the elements that have not ended.</summary>
    public void Cancel()
    {
        _isStopped = true;
        CancelOthers();
    }

    private void CancelOthers()
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (!elements[i].IgnoresToken)
            {
                End(i, StepStatus.Canceled);
            }
        }
    }

    private void End(int element, StepStatus status)
    {
        if (_hasEnded[element])
        {
            return;
        }

        _hasEnded[element] = true;
        _left--;
        _isCanceled |= status == StepStatus.Canceled || (status == StepStatus.Failed && _isStopped);
        if (status == StepStatus.Failed && !_isStopped)
        {
            _failure ??= new FlowFailure(elements[element].Failure, "", "", null);
            if (failureStops && _left > 0)
            {
                CancelOthers();
                return;
            }
        }

        if (_left == 0)
        {
            ended(_failure is not null ? StepStatus.Failed : _isCanceled ? StepStatus.Canceled : StepStatus.Succeeded, _failure);
        }
    }
}
