using AsyncFlow.Generator.Diagnostics;

namespace AsyncFlow.Analyzers.Diagnostics;

/// <summary>The keys of diagnostic properties for code fixes.</summary>
internal static class FixProperties
{
    /// <summary>The suggested name.</summary>
    public const string Suggestion = FlowFinding.SuggestionKey;

    /// <summary>The documentation id of the flow class.</summary>
    public const string Flow = nameof(Flow);

    /// <summary>The step that should run first.</summary>
    public const string Earlier = nameof(Earlier);

    /// <summary>The step that should run after it.</summary>
    public const string Later = nameof(Later);

    /// <summary>The member that the two steps share.</summary>
    public const string Member = nameof(Member);
}
