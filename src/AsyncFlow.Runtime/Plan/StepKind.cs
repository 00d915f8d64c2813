namespace AsyncFlow;

/// <summary>What a step does when it runs.</summary>
public enum StepKind
{
    /// <summary>It calls a function.</summary>
    Function,

    /// <summary>It calls a function once for each element of a list.</summary>
    ForEach,

    /// <summary>It runs another flow.</summary>
    Flow,
}
