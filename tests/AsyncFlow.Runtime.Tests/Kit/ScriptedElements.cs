using System.Runtime.CompilerServices;
using AsyncFlow.Execution;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The run for each element within a scripted step, with the calls that generated code makes.</summary>
internal sealed class ScriptedElements(ScriptedRun run, int step, IEnumerable<long>? items, Delegate body, int maxConcurrency)
    : ForEachRun<long>(run, step, items, maxConcurrency)
{
    private ConfiguredTaskAwaitable.ConfiguredTaskAwaiter[]? _awaiters;

    public CancellationToken StepToken => Token;

    public long ItemOf(int element) => Item(element);

    public StepContext ContextOf(int element) => Context(element);

#pragma warning disable CA2012 // As generated code does: the awaiter is taken at once, and its result exactly once.
    protected override bool Start(int element)
    {
        ForeignStack.ThrowIfHere();
        var call = new ElementCall(this, run, element);
        if (body is Action<ElementCall> action)
        {
            action(call);
            return true;
        }

        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter = NotNull(element, ((Func<ElementCall, Task?>)body)(call)).ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            LazyInitializer.EnsureInitialized(ref _awaiters, () => new ConfiguredTaskAwaitable.ConfiguredTaskAwaiter[Count])[element] = awaiter;
            return Suspend(element, awaiter);
        }

        awaiter.GetResult();
        return true;
    }
#pragma warning restore CA2012

    protected override void Finish(int element) => _awaiters![element].GetResult();
}

/// <summary>What a scripted step can reach while it works on one element.</summary>
internal readonly struct ElementCall(ScriptedElements elements, ScriptedRun run, int element)
{
    public int Index { get; } = element;

    public long Item => elements.ItemOf(Index);

    public CancellationToken Token => elements.StepToken;

    public StepContext Context => elements.ContextOf(Index);

    /// <summary>What the test gave to the outer run.</summary>
    public object? State => run.State;
}
