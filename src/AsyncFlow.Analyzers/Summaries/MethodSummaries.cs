using System.Collections.Concurrent;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// The bodies of one flow class. Its own arrive from the compiler as it analyzes them, possibly several at a time; those
/// of its base classes are read when somebody asks.
/// </summary>
internal sealed class MethodSummaries
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly Action<INamedTypeSymbol, IMethodSymbol, IOperation, MethodSummaries> _read;
    private readonly ConcurrentDictionary<IMethodSymbol, MethodSummary> _summaries = new(SymbolEqualityComparer.Default);
    private readonly Lazy<Dictionary<ISymbol, ISymbol>> _overrides;

    /// <param name="type">The flow class.</param>
    /// <param name="compilation">The compilation that it is part of.</param>
    /// <param name="read">Reads a body into the summaries: the class, the method, its body, the summaries.</param>
    public MethodSummaries(INamedTypeSymbol type, Compilation compilation, Action<INamedTypeSymbol, IMethodSymbol, IOperation, MethodSummaries> read)
    {
        _type = type;
        _compilation = compilation;
        _read = read;
        _overrides = new(FindOverrides);
    }

    /// <summary>The flow class.</summary>
    public INamedTypeSymbol Type => _type;

    public Permits Permits { get; } = new();

    public MethodSummary Add(IMethodSymbol method) => _summaries.GetOrAdd(Key(method), static _ => new MethodSummary());

    /// <summary>What a method does; null where its source cannot be seen.</summary>
    public MethodSummary? Find(IMethodSymbol method)
    {
        if (_summaries.TryGetValue(Key(method), out var summary))
        {
            return summary;
        }

        return BodyIn(method) is { } operation && !method.ContainingType.OriginalDefinition.SameAs(_type.OriginalDefinition)
            ? Read(method, operation)
            : null;
    }

    /// <summary>What really runs when a member of this class is called: the last override.</summary>
    public T Overriding<T>(T member)
        where T : class, ISymbol =>
        (member.IsVirtual || member.IsAbstract || member.IsOverride) && _overrides.Value.TryGetValue(member, out var last) ? (T)last : member;

    /// <summary>Whether an accessor has code of its own.</summary>
    public static bool HasBody(IMethodSymbol accessor) => accessor.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is ArrowExpressionClauseSyntax or AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null };

    /// <summary>Whether only one at a time holds a lock.</summary>
    public bool IsExclusive(HeldLock held)
    {
        if (held.Mechanism != LockMechanism.Wait)
        {
            return true;
        }

        bool isInherited = !held.Object.ContainingType.SameAs(_type.OriginalDefinition);
        if (isInherited && Permits.MayCount(held.Object))
        {
            ReadInitializer(held.Object);
        }

        return Permits.IsExclusive(held.Object);
    }

    /// <summary>Whether some body uses a member, but for storing something in it.</summary>
    public bool IsUsed(ISymbol member) =>
        _summaries.Values.Any(summary => summary.Accesses.Exists(access => access.Kind == AccessKind.Read && access.Location.Member.SameAs(member)));

    private MethodSummary? Read(IMethodSymbol method, IOperation operation)
    {
        _read(_type, method, operation, this);
        return _summaries[Key(method)];
    }

    private IOperation? BodyIn(IMethodSymbol method)
    {
        var declaration = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        return declaration is null ? null : OperationOf(declaration);
    }

    private void ReadInitializer(ISymbol member)
    {
        var initializer = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        if (initializer is not null && OperationOf(initializer.Value) is { } value)
        {
            Permits.Record(member, value);
        }
    }

    // The compiler hands us the bodies of the flow class itself, but a flow's steps may also be those of a base class, which
    // it analyzes at another time or not at all in an editor. Flows with base classes are few.
#pragma warning disable RS1030 // Do not invoke Compilation.GetSemanticModel() method within a diagnostic analyzer
    private IOperation? OperationOf(SyntaxNode syntax) =>
        _compilation.ContainsSyntaxTree(syntax.SyntaxTree) ? _compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax) : null;
#pragma warning restore RS1030

    private static IMethodSymbol Key(IMethodSymbol method) => (method.PartialDefinitionPart ?? method).OriginalDefinition;

    private Dictionary<ISymbol, ISymbol> FindOverrides()
    {
        var last = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);
        foreach (var member in _type.BaseClasses().Prepend(_type).SelectMany(static type => type.GetMembers()))
        {
            for (var overridden = OverriddenBy(member); overridden is not null; overridden = OverriddenBy(overridden))
            {
                if (!last.ContainsKey(overridden.OriginalDefinition))
                {
                    last.Add(overridden.OriginalDefinition, member.OriginalDefinition);
                }
            }
        }

        return last;

        static ISymbol? OverriddenBy(ISymbol member) => member switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            _ => null,
        };
    }
}
