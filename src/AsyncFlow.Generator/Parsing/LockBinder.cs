using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the locks of one process that <c>[WithLock]</c> names (FLOW007).</summary>
internal sealed class LockBinder(FlowContext context)
{
    private readonly MemberLookup _members = new(context);
    private readonly KeyBinder _keys = new(context.Compilation);

    /// <summary>The locks of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="parameters">Its parameters, from which keys are made.</param>
    public ImmutableArray<ParsedLock> Bind(StepDeclaration step, ImmutableArray<ParsedParameter> parameters)
    {
        ImmutableArray<ParsedLock>.Builder? locks = null;
        foreach (AttributeData attribute in step.Member.FindAttributes("WithLockAttribute"))
        {
            ImmutableArray<NameArgument> arguments = NameArgument.Read(attribute);
            if (arguments.IsEmpty && attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false, Values.IsEmpty: true }])
            {
                Location? place = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation();
                context.ReportShared(step, new FlowFinding(FlowDiagnostics.InvalidArgument, context.At(step, place), "[WithLock]", FlowContext.NameOf(step), "empty", "name a lock, or remove the attribute"));
            }

            NameArgument? key = NameArgument.ReadProperty(attribute, "Key");
            bool isPerAttempt = attribute.NamedArguments.FirstOrDefault(static named => named.Key == "PerAttempt").Value.Value is true;
            foreach (NameArgument argument in arguments.Where(argument => !ClusterLocks.Contains(argument, step.Member.ContainingType, context.Flow)))
            {
                if (Bind(argument, key, isPerAttempt, step, parameters) is { } needed && !(locks ??= ImmutableArray.CreateBuilder<ParsedLock>()).Any(held => held.SameAs(needed)))
                {
                    AddUnknownType(MemberLookup.TypeOf(needed.Member)!);
                    CheckAttempts(argument, needed, locks, step);
                    locks.Add(needed);
                }
            }
        }

        return locks?.ToImmutable() ?? ImmutableArray<ParsedLock>.Empty;
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

    // A lock that is held across attempts while they take others would be out of the order in which all steps take their locks.
    private void CheckAttempts(NameArgument argument, ParsedLock needed, ImmutableArray<ParsedLock>.Builder locks, StepDeclaration step)
    {
        string? problem = needed.IsPerAttempt && step.SubFlow is not null
            ? "a step that runs a flow holds its locks across all attempts; remove PerAttempt"
            : locks.FirstOrDefault() is { } first && first.IsPerAttempt != needed.IsPerAttempt
            ? $"{(first.IsPerAttempt ? "each attempt takes" : "all attempts share")} '{first.Member.Name}'; set PerAttempt for both locks, or for neither"
            : null;
        if (problem is not null)
        {
            _members.Report(FlowDiagnostics.InvalidLock, argument, step, problem, null);
        }
    }

    private ParsedLock? Bind(NameArgument argument, NameArgument? key, bool isPerAttempt, StepDeclaration step, ImmutableArray<ParsedParameter> parameters)
    {
        INamedTypeSymbol owner = step.Member.ContainingType;
        ISymbol[] named = argument.Value is { } name ? [.. MemberLookup.Named(owner, name)] : [];
        ISymbol? member = named.FirstOrDefault(static symbol => MemberLookup.TypeOf(symbol) is not null);
        string? problem = member switch
        {
            null when named.Length > 0 => "it is neither a field nor a property",
            null => $"'{owner.Name}' has no such field, property or primary-constructor parameter",
            _ when WhyNot(MemberLookup.TypeOf(member)!, key is not null) is { } reason => reason,
            _ when !_members.IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
            _ => _members.FindHiding(member),
        };

        if (problem is not null)
        {
            _members.Report(FlowDiagnostics.InvalidLock, argument, step, problem, named.Length > 0 ? null : LockNames(owner, key is not null));
            return null;
        }

        if (KeyBinder.KeyOf(MemberLookup.TypeOf(member!)) is not { } keyType)
        {
            return new(member!, argument.Location, IsPerAttempt: isPerAttempt);
        }

        return BindKey(key!, keyType, step, parameters) is { } bound ? new(member!, argument.Location, Key: bound, IsPerAttempt: isPerAttempt) : null;
    }

    private ParsedKey? BindKey(NameArgument key, ITypeSymbol keyType, StepDeclaration step, ImmutableArray<ParsedParameter> parameters)
    {
        INamedTypeSymbol owner = step.Member.ContainingType;
        ISymbol[] named = [.. MemberLookup.Named(owner, key.Value!)];
        IMethodSymbol[] methods = [.. named.OfType<IMethodSymbol>().Where(static method => method.MethodKind == MethodKind.Ordinary)];
        string? problem = methods.Length > 0 ? null : named.Length > 0 ? "it is not a method" : $"'{owner.Name}' has no such method";
        foreach (IMethodSymbol method in methods)
        {
            (ParsedKey? bound, string? reason) = _keys.Bind(method, keyType, step.Name, parameters);
            reason ??= _members.IsReadable(method) ? null : $"'{context.Flow.Name}' cannot call '{method.Name}'";
            if (reason is null)
            {
                return bound;
            }

            // Of several methods with the name, the first is the one to explain.
            problem ??= reason;
        }

        _members.Report(FlowDiagnostics.InvalidLock, key, step, problem!, named.Length > 0 ? null : KeyMethods(owner, keyType));
        return null;
    }

    private IEnumerable<string> LockNames(INamedTypeSymbol owner, bool hasKey) => MemberLookup.All(owner)
        .Where(symbol => MemberLookup.TypeOf(symbol) is { } type && WhyNot(type, hasKey) is null && _members.IsReadable(symbol))
        .Select(static symbol => symbol.Name);

    private IEnumerable<string> KeyMethods(INamedTypeSymbol owner, ITypeSymbol keyType) => MemberLookup.All(owner)
        .Where(symbol => symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && Producers.Fits(method.ReturnType, keyType, context.Compilation) && _members.IsReadable(symbol))
        .Select(static symbol => symbol.Name);

    /// <summary>The reason why a member of the type cannot be the lock; null if it can.</summary>
    /// <param name="type">The type.</param>
    /// <param name="hasKey">Whether a key is given.</param>
    public static string? WhyNot(ITypeSymbol type, bool hasKey) => (KeyBinder.KeyOf(type) is not null, hasKey) switch
    {
        (true, true) => null,
        (true, false) => "it has a lock for each key; name the method that gives the key with Key = nameof(…)",
        (false, true) when type.TypeKind != TypeKind.Error => IsLock(type)
            ? "it is one lock, without keys; name it in a [WithLock] without Key, or make it a FlowLocks"
            : $"its type '{type.Display()}' is not FlowLocks, and only that has keys",
        _ => IsLock(type) ? null : NotALock(type),
    };

    /// <summary>The reason why a type is not a lock type.</summary>
    public static string NotALock(ITypeSymbol type) => ClusterLocks.IsSemaphore(type)
        ? "it is a lock of the cluster, and only steps with [WithLock] in a [Durable] flow hold those; use FlowSemaphore"
        : $"its type '{type.Display()}' is not a lock; use FlowLock, FlowSemaphore, SemaphoreSlim or a class that implements IFlowLock";
}
