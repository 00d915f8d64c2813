namespace AsyncFlow.Reports;

/// <summary>Checks the arguments of a <see cref="StepReport"/> that is not made by a run.</summary>
internal static class StepReportChecks
{
    public static void ThrowIfWrong(StepInfo step, StepStatus status, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (status == StepStatus.None || !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "Choose an outcome.");
        }

        if (status == StepStatus.Failed && exception is null)
        {
            throw new ArgumentException($"Step '{step}' failed, so it needs an exception.", nameof(exception));
        }

        if (exception is not null && status is not (StepStatus.Failed or StepStatus.Canceled))
        {
            throw new ArgumentException($"Step '{step}' is {status}, so it cannot have an exception.", nameof(exception));
        }
    }

    public static void ThrowIfNotTimesOf(StepInfo step, StepStatus status, TimeSpan start, TimeSpan duration, TimeSpan lockWait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(start, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(lockWait, TimeSpan.Zero);
        if (status is StepStatus.NotRun or StepStatus.Skipped && (start != TimeSpan.Zero || duration != TimeSpan.Zero))
        {
            throw new ArgumentException($"Step '{step}' is {status}, so it cannot have a start or a duration.", start != TimeSpan.Zero ? nameof(start) : nameof(duration));
        }
    }
}
