using System.Collections.Immutable;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds steps by name.</summary>
internal sealed class StepNames(ImmutableArray<StepDeclaration> steps)
{
    // Of several steps with the same name, which is a separate error, the first.
    private readonly Dictionary<string, int> _byName = steps
        .Select(static (step, index) => (step.Name, index))
        .GroupBy(static step => step.Name)
        .ToDictionary(static group => group.Key, static group => group.First().index);

    public IEnumerable<string> All => _byName.Keys;

    /// <summary>The index of the step with a name.</summary>
    public int? Find(string? name) => name is not null && _byName.TryGetValue(name, out int index) ? index : null;
}
