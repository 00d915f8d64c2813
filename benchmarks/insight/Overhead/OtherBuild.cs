using System.Reflection;
using System.Runtime.Loader;

namespace Overhead;

/// <summary>This program with another build of the library, loaded beside it.</summary>
/// <param name="folder">Where it is.</param>
internal sealed class OtherBuild(string folder) : AssemblyLoadContext(Path.GetFileName(folder))
{
    /// <summary>A run of that build.</summary>
    public Func<ValueTask> Create(string name)
    {
        Type runs = LoadFromAssemblyPath(Path.Join(Path.GetFullPath(folder), "Overhead.dll")).GetType("Overhead.Runs", throwOnError: true)!;
        return runs.GetMethod(nameof(Runs.Create), BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Func<string, Func<ValueTask>>>()(name);
    }

    protected override Assembly? Load(AssemblyName name) =>
        name.Name == "AsyncFlow" ? LoadFromAssemblyPath(Path.Join(Path.GetFullPath(folder), "AsyncFlow.dll")) : null;
}
