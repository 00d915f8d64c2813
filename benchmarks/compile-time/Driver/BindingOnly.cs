using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Benchmarks.CompileTime;

/// <summary>
/// Finds the flows as our generator does, has the compiler bind what any reader of them needs (the members' signatures and
/// attributes, which a build binds anyway), and writes nothing. What ours takes beyond it is its own.
/// </summary>
[Generator(LanguageNames.CSharp)]
internal sealed class BindingOnly : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.SyntaxProvider.ForAttributeWithMetadataName(
            "AsyncFlow.FlowAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (attributed, _) => Bind((INamedTypeSymbol)attributed.TargetSymbol)),
        static (_, _) => { });

    private static int Bind(INamedTypeSymbol flow) => Count(flow) + flow.GetMembers().Sum(static member => Count(member) + member switch
    {
        IMethodSymbol method => method.Parameters.Sum(static parameter => Count(parameter) + (int)parameter.Type.TypeKind) + (int)method.ReturnType.TypeKind,
        IFieldSymbol field => (int)field.Type.TypeKind,
        _ => 0,
    });

    private static int Count(ISymbol symbol) => symbol.GetAttributes().Sum(static attribute => attribute.ConstructorArguments.Length);
}
