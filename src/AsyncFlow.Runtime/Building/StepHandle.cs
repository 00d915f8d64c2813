namespace AsyncFlow;

/// <summary>
/// A step that has been added to a <see cref="FlowBuilder"/>: name it in <c>after</c> of a later one. Since only steps that are there
/// have handles, steps cannot wait for each other in a circle.
/// </summary>
public class StepHandle
{
    /// <param name="builder">What the step was added to.</param>
    /// <param name="index">The step's index.</param>
    /// <param name="name">The step's name.</param>
    internal StepHandle(object builder, int index, string name)
    {
        Builder = builder;
        Index = index;
        Name = name;
    }

    /// <summary>The step's name.</summary>
    public string Name { get; }

    internal object Builder { get; }

    internal int Index { get; }

    /// <summary>Whether there may be no result to take, since the step has a condition.</summary>
    internal virtual bool MayLackResult => false;

    /// <summary>The step's name.</summary>
    public override string ToString() => Name;
}
