using System.Collections.ObjectModel;

namespace AsyncFlow;

/// <summary>What would be different, for <see cref="FlowAnalysis.WhatIf(FlowChanges)"/>. Immutable if its dictionaries are.</summary>
/// <example>
/// <code>
/// report.Analysis.WhatIf(new FlowChanges
/// {
///     Speedups = new Dictionary&lt;string, double&gt; { ["Render"] = 2, ["Load"] = 1.5 },
///     MaxConcurrency = 8,
///     Permits = new Dictionary&lt;string, int&gt; { ["_net"] = 4 },
/// });
/// </code>
/// </example>
public sealed record FlowChanges
{
    /// <summary>How many times as fast steps are, by their names: 2 halves the time of a step and of all that runs within it.</summary>
    public IReadOnlyDictionary<string, double> Speedups { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>How many steps may run at the same time; 0 for no limit, null for the limit that the run had.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxConcurrency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(MaxConcurrency));
            field = value;
        }
    }

    /// <summary>How many steps can hold a lock at the same time, by the name under which steps declare it; at least 1.</summary>
    public IReadOnlyDictionary<string, int> Permits { get; init; } = ReadOnlyDictionary<string, int>.Empty;
}
