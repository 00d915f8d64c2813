using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>The steps that the awaits of a method could be.</summary>
/// <param name="Declaration">The method.</param>
/// <param name="Method">The symbol of the method.</param>
/// <param name="Reader">The parts of the method.</param>
/// <param name="Steps">The steps in their order in the method.</param>
internal sealed record AwaitPlan(MethodDeclarationSyntax Declaration, IMethodSymbol Method, AwaitReader Reader, IReadOnlyList<AwaitStep> Steps)
{
    // User interfaces depend on the thread that a method continues on.
    private static readonly string[] s_userInterfaces = ["System.Windows", "Microsoft.UI", "Microsoft.Maui", "Microsoft.AspNetCore.Components", "Avalonia", "Windows.UI", "Uno"];

    private static readonly string[] s_tests = ["Xunit", "NUnit.Framework", "Microsoft.VisualStudio.TestTools.UnitTesting", "BenchmarkDotNet.Attributes", "TUnit.Core"];

    private readonly Dictionary<AwaitStep, int> _levels = [];

    /// <summary>The plan; null if the awaits of the method cannot be steps.</summary>
    public static AwaitPlan? Of(MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellationToken)
    {
        if (!AwaitSyntax.HasSeveral(declaration)
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not IMethodSymbol method
            || !CanBeFlow(method)
            || AwaitReader.Read(declaration, model, cancellationToken) is not { } reader
            || reader.Parts.Count(static part => part.Call is not null) < 2)
        {
            return null;
        }

        IReadOnlyList<PartEffects> effects = PartEffects.Of(reader.Parts, method, model, cancellationToken);
        return AwaitPlanner.Plan(reader.Parts, effects) is { } steps ? new(declaration, method, reader, steps) : null;
    }

    /// <summary>The awaits that wait for each other now and need not, in groups that could run at once.</summary>
    public IReadOnlyList<IReadOnlyList<AwaitStep>> Concurrent => [.. Steps.Where(static step => step.Awaiting is not null)
        .GroupBy(LevelOf)
        .OrderBy(static wave => wave.Key)
        .Select(static wave => wave.ToArray())
        .Where(static wave => wave.Any(one => wave.Any(other => one != other && one.Awaiting!.End <= other.Awaiting!.Start)))];

    /// <summary>Whether steps of the flow can run at once, also if the method starts them at once already.</summary>
    public bool IsConcurrent => Steps.Where(static step => step.Awaiting is not null).GroupBy(LevelOf).Any(static wave => wave.Skip(1).Any());

    /// <summary>A longest chain of awaits that depend on each other.</summary>
    public IReadOnlyList<AwaitStep> LongestChain
    {
        get
        {
            List<AwaitStep> chain = [];
            AwaitStep? current = Steps.OrderByDescending(LevelOf).FirstOrDefault();
            while (current is not null)
            {
                if (current.Awaiting is not null)
                {
                    chain.Insert(0, current);
                }

                current = current.Upstream.OrderByDescending(LevelOf).ThenBy(static step => step.Start).FirstOrDefault();
            }

            return chain;
        }
    }

    // The number of awaits on the longest chain to a step.
    private int LevelOf(AwaitStep step)
    {
        if (!_levels.TryGetValue(step, out int level))
        {
            level = (step.Awaiting is null ? 0 : 1) + step.Upstream.Select(LevelOf).DefaultIfEmpty().Max();
            _levels.Add(step, level);
        }

        return level;
    }

    private static bool CanBeFlow(IMethodSymbol method) =>
        method is { ContainingType: { TypeKind: TypeKind.Class, IsFileLocal: false } type, ReturnType: INamedTypeSymbol result }
        && KnownTypes.IsTask(result)
        && !type.IsFlow()
        && method.GetAttributes().All(static attribute => attribute.AttributeClass?.ContainingNamespace is not { Name: "AsyncFlow", ContainingNamespace.IsGlobalNamespace: true })
        && !type.GetMembers().SelectMany(static member => member.GetAttributes()).Any(static attribute => IsIn(attribute.AttributeClass, s_tests))
        && !type.BaseClasses().Any(static parent => IsIn(parent, s_userInterfaces));

    private static bool IsIn(ITypeSymbol? type, string[] namespaces) =>
        type?.ContainingNamespace?.ToDisplayString() is { } name && namespaces.Any(known => name == known || name.StartsWith(known + ".", StringComparison.Ordinal));
}
