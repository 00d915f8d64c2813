using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The run for each element within a scripted step, with the calls that generated code makes.</summary>
internal sealed class ScriptedElements(ScriptedRun run, int step, IEnumerable<long>? items, Delegate body, int maxConcurrency)
    : ForEachRun<long>(run, step, items, maxConcurrency)
{
    public CancellationToken TokenIn(int element) => TokenOf(element);

    public long ItemOf(int element) => Item(element);

    public StepContext ContextOf(int element) => Context(element);

    protected internal override bool Start(int element)
    {
        ForeignStack.ThrowIfHere();
        ElementCall call = new(this, run, element);
        if (body is Action<ElementCall> action)
        {
            action(call);
            return true;
        }

        return Await(element, ((Func<ElementCall, Task?>)body)(call));
    }
}

/// <summary>What a scripted step can access while it processes one element.</summary>
internal readonly struct ElementCall(ScriptedElements elements, ScriptedRun run, int element)
{
    public int Index { get; } = element;

    public long Item => elements.ItemOf(Index);

    public CancellationToken Token => elements.TokenIn(Index);

    public StepContext Context => elements.ContextOf(Index);

    /// <summary>The value of the test for the outer run.</summary>
    public object? State => run.State;
}
