using AsyncFlow.Generator.Emit;
using AsyncFlow.Generator.Model;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator;

/// <summary>Generates the plan of every <c>[Flow]</c> class, and the code that runs it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FlowGenerator : IIncrementalGenerator
{
    /// <summary>The tracking name of the models in the pipeline, for tests of caching.</summary>
    internal const string ModelsStep = "FlowModels";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<FlowModel> flows = context.SyntaxProvider
            .ForAttributeWithMetadataName("AsyncFlow.FlowAttribute", IsClass, Parse)
            .Where(static flow => flow is not null)
            .Select(static (flow, _) => flow!)
            .WithTrackingName(ModelsStep);

        context.RegisterSourceOutput(flows, static (output, flow) => output.AddSource(flow.HintName, FlowEmitter.Emit(flow)));
    }

    private static bool IsClass(SyntaxNode node, CancellationToken cancellationToken) => node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    private static FlowModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        IsFirst(context) ? FlowParser.Parse((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation, cancellationToken).Model : null;

    // [Flow] on two parts of a class is an error of the compiler. Two files with the same name would fail the generator.
    private static bool IsFirst(GeneratorAttributeSyntaxContext context) =>
        context.TargetSymbol.FindAttribute("FlowAttribute")?.ApplicationSyntaxReference?.GetSyntax().Parent?.Parent == context.TargetNode;
}
