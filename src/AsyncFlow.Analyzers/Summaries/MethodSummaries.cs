using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// The summaries of the methods of one flow class. The compiler provides its method bodies during analysis, possibly on
/// several threads. Method bodies of base classes are read on demand.
/// </summary>
internal sealed class MethodSummaries
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<IMethodSymbol, MethodSummary?>> s_others = new();

    private readonly Action<IMethodSymbol, IOperation, MethodSummaries, MethodSummary> _read;
    private readonly ConcurrentDictionary<ISymbol, ITypeSymbol?> _initialTypes = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, MethodSummary> _summaries = new(SymbolEqualityComparer.Default);
    private readonly Lazy<Dictionary<ISymbol, ISymbol>> _overrides;

    /// <param name="type">The flow class.</param>
    /// <param name="compilation">The compilation of the flow class.</param>
    /// <param name="read">
    /// Reads a method body. Its arguments are the method, the body, all summaries, and the summary of the method.
    /// </param>
    public MethodSummaries(INamedTypeSymbol type, Compilation compilation, Action<IMethodSymbol, IOperation, MethodSummaries, MethodSummary> read)
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

    /// <summary>The summary of a method; null if its source is not available.</summary>
    public MethodSummary? Find(IMethodSymbol method)
    {
        IMethodSymbol key = Key(method);
        if (_summaries.TryGetValue(key, out MethodSummary? summary))
        {
            return summary;
        }

        // What a method of the flow or its base classes calls depends on overrides. Other methods are read once for all flows.
        return OwnMember.IsDeclaredBy(key, _type) || key.MethodKind == MethodKind.LocalFunction ? Read(key)
            : s_others.GetOrCreateValue(_compilation).GetOrAdd(key, method => Read(method));
    }

    /// <summary>The type of the object that a member is initialized with, if the code creates it there; otherwise null.</summary>
    public ITypeSymbol? InitialType(ISymbol member) => _initialTypes.GetOrAdd(member.OriginalDefinition, known => InitialValue(known) is IObjectCreationOperation { Type: { } type } ? type : null);

    /// <summary>Whether a member is initialized with an object of the framework that any number of threads can use, such as <c>Random.Shared</c>.</summary>
    public bool IsInitiallyShared(ISymbol member) => InitialValue(member.OriginalDefinition) is
        IPropertyReferenceOperation { Property: { IsStatic: true, DeclaringSyntaxReferences.IsEmpty: true } }
        or IFieldReferenceOperation { Field: { IsStatic: true, DeclaringSyntaxReferences.IsEmpty: true } }
        or IInvocationOperation { TargetMethod: { IsStatic: true, Name: "Synchronized" } };

    /// <summary>The member that a call of a virtual member runs: the last override.</summary>
    public T Overriding<T>(T member)
        where T : class, ISymbol =>
        (member.IsVirtual || member.IsAbstract || member.IsOverride) && _overrides.Value.TryGetValue(member, out ISymbol? last) ? (T)last : member;

    /// <summary>Whether an accessor has a body.</summary>
    public static bool HasBody(IMethodSymbol accessor) => accessor.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is ArrowExpressionClauseSyntax or AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null };

    /// <summary>Whether a lock can have only one holder at a time.</summary>
    public bool IsExclusive(HeldLock held)
    {
        if (held.Mechanism != LockMechanism.Wait)
        {
            return true;
        }

        bool isInherited = !held.Object.ContainingType.SameAs(_type.OriginalDefinition);
        if (isInherited && Permits.MayAdmitSeveral(held.Object))
        {
            ReadInitializer(held.Object);
        }

        return Permits.IsExclusive(held.Object);
    }

    /// <summary>Whether a method reads a member.</summary>
    public bool IsUsed(ISymbol member) =>
        _summaries.Values.Any(summary => summary.Accesses.Exists(access => access.Kind is AccessKind.Read or AccessKind.Unknown && access.Location.Member.SameAs(member)));

    // Generated code of flows calls the steps, but no step calls it as a part of itself.
    private MethodSummary? Read(IMethodSymbol method)
    {
        if (ClassRules.IsGenerated(method) || (method.ContainingType is { } type && ClassRules.IsGenerated(type)) || BodyIn(method) is not { } operation)
        {
            return null;
        }

        MethodSummary summary = Add(method);
        _read(method, operation, this, summary);
        return summary;
    }

    private IOperation? InitialValue(ISymbol member)
    {
        EqualsValueClauseSyntax? initializer = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        IOperation? value = initializer is null ? null : OperationOf(initializer.Value);
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    /// <summary>The body of a method; null if its source is not available.</summary>
    public IOperation? BodyOf(IMethodSymbol method) => BodyIn(Key(method));

    private IOperation? BodyIn(IMethodSymbol method)
    {
        SyntaxNode? declaration = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        return declaration is null ? null : OperationOf(declaration);
    }

    private void ReadInitializer(ISymbol member)
    {
        if (InitialValue(member) is { } value)
        {
            Permits.Record(member, value);
        }
    }

    // The compiler provides the method bodies of the flow class. But a flow may also have steps of a base class, which the
    // compiler analyzes at another time, or not at all in an editor. Few flows have base classes.
#pragma warning disable RS1030 // Do not invoke Compilation.GetSemanticModel() method within a diagnostic analyzer
    private IOperation? OperationOf(SyntaxNode syntax) =>
        _compilation.ContainsSyntaxTree(syntax.SyntaxTree) ? _compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax) : null;
#pragma warning restore RS1030

    private static IMethodSymbol Key(IMethodSymbol method) => (method.PartialDefinitionPart ?? method).OriginalDefinition;

    private Dictionary<ISymbol, ISymbol> FindOverrides()
    {
        Dictionary<ISymbol, ISymbol> last = new(SymbolEqualityComparer.Default);
        foreach (ISymbol member in _type.BaseClasses().Prepend(_type).SelectMany(static type => type.GetMembers()))
        {
            for (ISymbol? overridden = OverriddenBy(member); overridden is not null; overridden = OverriddenBy(overridden))
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
