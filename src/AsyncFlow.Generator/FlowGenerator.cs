using AsyncFlow.Generator.Emit;
using AsyncFlow.Generator.Model;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Generator;

/// <summary>Generates the plan of every <c>[Flow]</c> class, and the code that runs it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FlowGenerator : IIncrementalGenerator
{
    /// <summary>The tracking name of the models in the pipeline, for tests of caching.</summary>
    internal const string ModelsStep = "FlowModels";

    /// <summary>The tracking name of the files in the pipeline, for tests of caching.</summary>
    internal const string FilesStep = "FlowFiles";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<FlowModel> flows = context.SyntaxProvider
            .ForAttributeWithMetadataName("AsyncFlow.FlowAttribute", IsClass, Parse)
            .Where(static flow => flow is not null)
            .Select(static (flow, _) => flow!)
            .WithTrackingName(ModelsStep);

        // The names of all flows are needed to resolve conflicts. They rarely change, so this part is nearly always cached.
        IncrementalValueProvider<FileNames> names = flows
            .Select(static (flow, _) => flow.FileName)
            .Collect()
            .Select(static (names, _) => FileNames.Resolve(names));

        IncrementalValueProvider<EquatableArray<FlowProfile>> profiles = context.AdditionalTextsProvider
            .Select(ReadProfile)
            .Where(static profile => profile is not null)
            .Select(static (profile, _) => profile!)
            .Collect()
            .Select(static (profiles, _) => new EquatableArray<FlowProfile>(profiles));

        IncrementalValuesProvider<FlowFile> files = flows
            .Combine(names)
            .Select(static (pair, _) => pair.Right.FileOf(pair.Left))
            .Combine(profiles)
            .Select(static (pair, _) => pair.Left with { Profile = pair.Right.LastOrDefault(profile => profile.Flow.Name == pair.Left.Flow.Name) })
            .WithTrackingName(FilesStep);

        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, FlowEmitter.Emit(file.Flow, file.Profile)));
    }

    // Any file can be a profile, so its name does not matter. The text of all others is not copied.
    private static FlowProfile? ReadProfile(AdditionalText file, CancellationToken cancellationToken) =>
        file.GetText(cancellationToken) is { } text
        && text.Length > FlowProfile.Header.Length
        && text.ToString(new TextSpan(0, FlowProfile.Header.Length)) == FlowProfile.Header
            ? FlowProfile.Read(text.ToString())
            : null;

    private static bool IsClass(SyntaxNode node, CancellationToken cancellationToken) => node is ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword };

    private static FlowModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        IsFirst(context) ? FlowParser.Parse((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation, cancellationToken).Model : null;

    // [Flow] on two parts of a class is an error of the compiler. Two files with the same name would fail the generator.
    private static bool IsFirst(GeneratorAttributeSyntaxContext context) =>
        context.TargetSymbol.FindAttribute("FlowAttribute")?.ApplicationSyntaxReference?.GetSyntax().Parent?.Parent == context.TargetNode;
}
