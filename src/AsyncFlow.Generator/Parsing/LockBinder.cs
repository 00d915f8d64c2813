using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the locks that <c>[WithLock]</c> names (FLOW007).</summary>
internal sealed class LockBinder(FlowContext context)
{
    private readonly MemberLookup _members = new(context);

    public ImmutableArray<ParsedLock> Bind(StepDeclaration step)
    {
        if (step.Member.FindAttribute("WithLockAttribute") is not { } attribute)
        {
            return ImmutableArray<ParsedLock>.Empty;
        }

        ImmutableArray<NameArgument> arguments = NameArgument.Read(attribute);
        if (arguments.IsEmpty && attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false, Values.IsEmpty: true }])
        {
            Location? place = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation();
            context.ReportShared(step, new FlowFinding(FlowDiagnostics.InvalidArgument, context.At(step, place), "[WithLock]", FlowContext.NameOf(step), "empty", "name a lock, or remove the attribute"));
        }

        ImmutableArray<ParsedLock>.Builder locks = ImmutableArray.CreateBuilder<ParsedLock>();
        foreach (NameArgument argument in arguments)
        {
            if (Find(argument, step) is { } member && !locks.Any(held => held.Member.SameAs(member)))
            {
                AddUnknownType(MemberLookup.TypeOf(member)!);
                locks.Add(new(member, argument.Location));
            }
        }

        return locks.ToImmutable();
    }

    /// <summary>
    /// Whether the type is a lock type. An invalid type counts as one, since the compiler reports it. A value type does
    /// not, since every use would copy the lock.
    /// </summary>
    public static bool IsLock(ITypeSymbol type) => type.TypeKind == TypeKind.Error
        || type.BaseClasses().Prepend(type).Any(static parent => parent.Is("System.Threading", "SemaphoreSlim"))
        || (!type.IsValueType && (type.Is("AsyncFlow", "IFlowLock") || type.Interfaces().Any(static parent => parent.Is("AsyncFlow", "IFlowLock"))));

    /// <summary>Whether generated code can take a lock of the type without the engine. The type behind an interface is known only at run time.</summary>
    public static bool IsKnown(ITypeSymbol? type) =>
        type.Is("AsyncFlow", "FlowLock") || type.Is("AsyncFlow", "FlowSemaphore") || type.Is("AsyncFlow", "IFlowLock") || type.Is("System.Threading", "SemaphoreSlim");

    // The compiler reports a type that does not exist.
    private void AddUnknownType(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            context.ReportedElsewhere.Add("CS0246");
        }
    }

    private ISymbol? Find(NameArgument argument, StepDeclaration step)
    {
        INamedTypeSymbol owner = step.Member.ContainingType;
        ISymbol[] named = argument.Value is { } name ? [.. MemberLookup.Named(owner, name)] : [];
        ISymbol? member = named.FirstOrDefault(static symbol => MemberLookup.TypeOf(symbol) is not null);
        string? problem = member switch
        {
            null when named.Length > 0 => "it is neither a field nor a property",
            null => $"'{owner.Name}' has no such field, property or primary-constructor parameter",
            _ when !IsLock(MemberLookup.TypeOf(member)!) => NotALock(MemberLookup.TypeOf(member)!),
            _ when !_members.IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
            _ => _members.FindHiding(member),
        };

        if (problem is null)
        {
            return member;
        }

        _members.Report(FlowDiagnostics.InvalidLock, argument, step, problem, named.Length > 0 ? null : LockNames(owner));
        return null;
    }

    private IEnumerable<string> LockNames(INamedTypeSymbol owner) => MemberLookup.All(owner)
        .Where(symbol => MemberLookup.TypeOf(symbol) is { } type && IsLock(type) && _members.IsReadable(symbol))
        .Select(static symbol => symbol.Name);

    /// <summary>The reason why a type is not a lock type.</summary>
    public static string NotALock(ITypeSymbol type) =>
        $"its type '{type.Display()}' is not a lock; use FlowLock, FlowSemaphore, SemaphoreSlim or a class that implements IFlowLock";
}
