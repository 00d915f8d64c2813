using System.Runtime.CompilerServices;

namespace AsyncFlow.Execution;

/// <summary>
/// Adds to the text of an exception in which step it was thrown, and that there are further failures. A run throws the very exception of the step,
/// whose stack trace does not name the step unless its method is in it.
/// </summary>
/// <remarks>
/// Only the stack trace of an exception can be added to: its message is fixed, and <see cref="Exception.Data"/> is not printed. The lines come before the
/// stack trace, in the field that holds the stack trace of another machine or thread. <c>ExceptionDispatchInfo.SetRemoteStackTrace</c> sets
/// it too, but refuses exceptions that have been thrown, as these have. A runtime without this field shows no lines.
/// </remarks>
internal static class FailureTrace
{
    // A program may throw one object again and again. The lines of earlier throws stay in it, up to this length.
    private const int MaxLength = 4096;

    /// <summary>Adds the step in which an exception was thrown. The steps around it are added after it.</summary>
    public static void AddStep(Exception exception, FlowPlan plan, int step)
    {
        string flow = $"of flow '{plan.Name}'";
        if (plan.Layout.IsUniform)
        {
            (string name, int element) = plan.Layout.ElementOf(step);
            Add(exception, $"   in step '{name}' [{element}] {flow}");
        }
        else if (plan.Layout.KindOf(step) != StepKind.ForEach || !Contains(exception, $"   in step '{plan.Layout.NameOf(step)}' ["))
        {
            // The line of an element stands for that of the step for all elements.
            Add(exception, $"   in step '{plan.Layout.NameOf(step)}' {flow}");
        }
    }

    /// <summary>Adds that a run has failures beside the one that it throws.</summary>
    public static void AddFurther(Exception exception, FlowPlan plan, int count)
    {
        if (count > 0)
        {
            Add(exception, $"   and {count} more {(count == 1 ? "failure" : "failures")} of flow '{plan.Name}': see FlowReport.Failures, or set FlowOptions.ThrowAll");
        }
    }

    private static bool Contains(Exception exception, string text)
    {
        try
        {
            return TraceOf(exception)?.Contains(text, StringComparison.Ordinal) == true;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    private static void Add(Exception exception, string line)
    {
        // The runtime has one object of this type, which all threads share.
        if (exception is OutOfMemoryException)
        {
            return;
        }

        try
        {
            ref string? trace = ref TraceOf(exception);
            string? known = trace is { Length: > MaxLength } ? null : trace;
            string added = line + Environment.NewLine;
            trace = known is null ? added : known.Contains(added, StringComparison.Ordinal) ? known : known + added;
        }
        catch (MissingFieldException)
        {
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_remoteStackTraceString")]
    private static extern ref string? TraceOf(Exception exception);
}
