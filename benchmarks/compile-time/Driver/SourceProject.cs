using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Benchmarks.CompileTime;

/// <summary>The generated project as a compiler sees it, parsed and not yet bound.</summary>
internal sealed class SourceProject
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "AsyncFlow.dll")
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly SyntaxTree[] _trees;

    public SourceProject(string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, "Flow*.cs").Order(StringComparer.Ordinal)];
        _trees = [.. files.Select(static file => Parse(File.ReadAllText(file), file)), Parse(Usings, "/Usings.cs"), Parse("class Other { int _a; }", "/Other.cs")];
        Flows = files.Length;
    }

    public static CSharpParseOptions Options { get; } = new(LanguageVersion.CSharp12);

    public int Flows { get; }

    /// <summary>A compilation in which nothing has been bound.</summary>
    public CSharpCompilation Compile() => CSharpCompilation.Create("Flows", _trees, s_references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>An edit of a class that is no flow.</summary>
    public CSharpCompilation EditOutside(CSharpCompilation before) => before.ReplaceSyntaxTree(_trees[^1], Parse("class Other { int _b; }", "/Other.cs"));

    /// <summary>A new step in one flow.</summary>
    public CSharpCompilation EditFlow(CSharpCompilation before)
    {
        SyntaxTree old = _trees[Flows / 2];
        string text = old.ToString();
        int end = text.LastIndexOf('}');
        return before.ReplaceSyntaxTree(old, Parse(text.Insert(end, "    [Step] private void Added() { }\n"), old.FilePath));
    }

    /// <summary>A new file with a flow.</summary>
    public CSharpCompilation AddFlow(CSharpCompilation before) =>
        before.AddSyntaxTrees(Parse(_trees[0].ToString().Replace("class Flow", "class Added", StringComparison.Ordinal), "/Added.cs"));

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path);
}
