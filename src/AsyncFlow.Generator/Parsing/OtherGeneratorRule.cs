using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds flows that are valid now but were invalid for the generator, because they need the output of another generator
/// (FLOW013). Generators do not see each other's output, and an analyzer cannot find the generator of a type. But it sees
/// that the generated part is the part of an invalid flow, which has no class that runs it.
/// </summary>
internal static class OtherGeneratorRule
{
    public static FlowFinding? Check(ParsedFlow flow)
    {
        bool isStub = flow.Problems.IsEmpty
            && flow.Type.GetMembers("Plan").Any(ClassRules.IsGenerated)
            && !flow.Type.GetTypeMembers().Any(static nested => nested.BaseType is { Name: "FlowRun" } && ClassRules.IsGenerated(nested));
        if (!isStub)
        {
            return null;
        }

        foreach (ParsedStep step in flow.Steps)
        {
            foreach ((ITypeSymbol type, ISymbol symbol) in Signature(step.Declaration))
            {
                if (Generated(type) is { } made)
                {
                    return new(FlowDiagnostics.OtherGenerator, symbol.LocationOr(flow.Type), step.Name, $"the type '{made.Name}'");
                }
            }
        }

        return new(FlowDiagnostics.OtherGenerator, flow.Type.LocationOr(flow.Type), flow.Type.Name, "code");
    }

    private static IEnumerable<(ITypeSymbol Type, ISymbol Symbol)> Signature(StepDeclaration step) =>
        step.Parameters.Select(static parameter => (parameter.Type, (ISymbol)parameter)).Prepend((step.Type, step.Member));

    // Generated sources have paths that no file of the project has: relative paths in the compiler, or rooted paths that
    // end like the paths of generated files.
    private static ITypeSymbol? Generated(ITypeSymbol type)
    {
        ITypeSymbol? found = null;
        type.Mentions(part =>
        {
            if (part.DeclaringSyntaxReferences is { IsEmpty: false } references && references.All(static reference => IsGeneratedPath(reference.SyntaxTree.FilePath)))
            {
                found ??= part;
            }

            return found is not null;
        });
        return found;
    }

    private static bool IsGeneratedPath(string path) =>
        path.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase) || !Path.IsPathRooted(path);
}
