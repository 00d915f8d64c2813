using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Architecture.Tests;

/// <summary>
/// Who uses whom in the sources: an arrow goes from a file to the file that declares what the first one names. Paths are below
/// <c>src</c>, with <c>/</c>.
/// </summary>
public sealed class House
{
    // What projects with implicit usings see.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Preview, preprocessorSymbols: ["NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"]);

    private static readonly MetadataReference[] s_platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private readonly string _source = Path.Join(Repository.Root, "src");
    private readonly Dictionary<string, CSharpCompilation> _projects = [];

    public House()
    {
        foreach (string project in Directory.GetFiles(_source, "*.csproj", SearchOption.AllDirectories))
        {
            Compile(project);
        }

        FileArrows = [.. _projects.Values.SelectMany(project => project.SyntaxTrees.SelectMany(tree => ArrowsFrom(tree, project.GetSemanticModel(tree)))).Distinct()];
    }

    public IReadOnlyList<(string From, string To)> FileArrows { get; }

    /// <summary>The same between folders.</summary>
    public IReadOnlyList<(string From, string To)> FolderArrows =>
        [.. FileArrows.Select(arrow => (Folder(arrow.From), Folder(arrow.To))).Where(arrow => arrow.Item1 != arrow.Item2).Distinct()];

    private CSharpCompilation Compile(string project)
    {
        if (_projects.TryGetValue(project, out CSharpCompilation? compilation))
        {
            return compilation;
        }

        string folder = Path.GetDirectoryName(project)!;
        IEnumerable<MetadataReference> references = XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Join(folder, reference.Attribute("Include")!.Value)))
            .Where(File.Exists)
            .Select(reference => (MetadataReference)Compile(reference).ToMetadataReference());
        IEnumerable<SyntaxTree> sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Relative(file).Split('/') is not [_, "bin" or "obj", ..])
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), s_language, file));
        return _projects[project] = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(project),
            sources.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, s_language)),
            s_platform.Concat(references),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private IEnumerable<(string From, string To)> ArrowsFrom(SyntaxTree tree, SemanticModel model)
    {
        foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            ISymbol? symbol = model.GetSymbolInfo(name).Symbol?.OriginalDefinition;
            INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;

            // Files that declare parts of one type are one thing, however they name each other.
            if (symbol is null || type is null || type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == tree))
            {
                continue;
            }

            foreach (SyntaxReference declaration in symbol.DeclaringSyntaxReferences.Where(declaration => declaration.SyntaxTree.FilePath.Length > 0))
            {
                yield return (Relative(tree.FilePath), Relative(declaration.SyntaxTree.FilePath));
            }
        }
    }

    private string Relative(string file) => Path.GetRelativePath(_source, file).Replace('\\', '/');

    private static string Folder(string file) => file[..file.LastIndexOf('/')];
}
