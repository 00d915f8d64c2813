using System.Runtime.CompilerServices;
using AsyncFlow;

namespace Overhead;

/// <summary>What is measured, as functions: the other build of the library, and of this program, is called by them.</summary>
internal static class Runs
{
    /// <summary>A run without a report and without an observer, by name.</summary>
    public static Func<ValueTask> Create(string name)
    {
        // As when the first type of the library is used: loading an assembly by reflection alone does not run it.
        RuntimeHelpers.RunModuleConstructor(typeof(IFlow).Module.ModuleHandle);
        IFlow flow = name switch
        {
            "seven" => new Seven(),
            "chain" => Chains.Of(),
            _ => throw new ArgumentException($"There is no run '{name}'.", nameof(name)),
        };
        return () => flow.ExecuteAsync();
    }
}
