using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Finds the methods of the user that generated code calls, as the compiler binds the calls.</summary>
internal static class CalledMethods
{
    /// <summary>The definitions of the methods that are called, each once.</summary>
    public static ImmutableHashSet<ISymbol> In(Compilation compilation)
    {
        HashSet<ISymbol> called = new(SymbolEqualityComparer.Default);
        foreach (SyntaxTree tree in GeneratorRunner.Generated(compilation))
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (InvocationExpressionSyntax call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                // A name that is not bound is the 'nameof' of an invalid flow.
                if (model.GetSymbolInfo(call).Symbol is IMethodSymbol method && Target(method, compilation) is { } target)
                {
                    called.Add(target.OriginalDefinition);
                }
            }
        }

        return called.ToImmutableHashSet(SymbolEqualityComparer.Default);
    }

    private static IMethodSymbol? Target(IMethodSymbol method, Compilation compilation)
    {
        if (!method.ContainingAssembly.Equals(compilation.Assembly, SymbolEqualityComparer.Default))
        {
            return null;
        }

        return method.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass?.Name == "UnsafeAccessorAttribute") is { } accessor
            ? Accessed(method, (string)accessor.NamedArguments.Single(static argument => argument.Key == "Name").Value.Value!)
            : method.DeclaringSyntaxReferences.All(static reference => !reference.SyntaxTree.FilePath.Contains(nameof(FlowGenerator), StringComparison.Ordinal)) ? method : null;
    }

    // The runtime finds the method by its name and exact parameters, in the type of the first parameter.
    private static IMethodSymbol Accessed(IMethodSymbol accessor, string name) => accessor.Parameters[0].Type.GetMembers(name).OfType<IMethodSymbol>().Single(method => method.Arity == 0 &&
        method.Parameters.Select(static parameter => parameter.Type).SequenceEqual(accessor.Parameters.Skip(1).Select(static parameter => parameter.Type), SymbolEqualityComparer.Default)
        && SymbolEqualityComparer.Default.Equals(method.ReturnType, accessor.ReturnType));
}
