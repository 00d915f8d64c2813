using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace AsyncFlow.Interleaving.Rewriting;

/// <summary>Rewrites an assembly, so that its threads can be scheduled.</summary>
internal static class AssemblyRewriter
{
    /// <summary>Rewrites a file, unless that has been done, and writes the list of its sites beside it.</summary>
    /// <returns>How many sites it has; 0 if it was rewritten before.</returns>
    public static int Rewrite(string path)
    {
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(path)));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        string library = typeof(AssemblyRewriter).Assembly.Location;
        List<string> sites = [];
        using (ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(path)), new ReaderParameters { AssemblyResolver = resolver }))
        {
            if (module.AssemblyReferences.Any(static reference => reference.Name == typeof(AssemblyRewriter).Assembly.GetName().Name))
            {
                return 0;
            }

            using ModuleDefinition hooks = ModuleDefinition.ReadModule(library, new ReaderParameters { AssemblyResolver = resolver });
            HookTable table = new(hooks);
            foreach (MethodDefinition method in module.GetAllTypes().SelectMany(static type => type.Methods).Where(static method => method.HasBody))
            {
                new MethodRewriter(method, table, sites).Rewrite();
            }

            module.Write(path);
        }

        File.WriteAllLines($"{path}.sites", sites);
        return sites.Count;
    }
}
