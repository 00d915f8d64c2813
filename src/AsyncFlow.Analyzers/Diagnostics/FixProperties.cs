using AsyncFlow.Generator.Diagnostics;

namespace AsyncFlow.Analyzers.Diagnostics;

/// <summary>What diagnostics tell code fixes.</summary>
internal static class FixProperties
{
    /// <summary>The name that was meant.</summary>
    public const string Suggestion = FlowFinding.SuggestionKey;

    /// <summary>The flow class, as a documentation id.</summary>
    public const string Flow = nameof(Flow);

    /// <summary>The step that should go first.</summary>
    public const string Earlier = nameof(Earlier);

    /// <summary>The step that should wait for it.</summary>
    public const string Later = nameof(Later);

    /// <summary>The member that two steps share.</summary>
    public const string Member = nameof(Member);
}
