using System.Collections.Immutable;
using System.Globalization;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A lock of the cluster that a step of a durable flow names.</summary>
/// <param name="Name">Its name, or that of the member that holds it.</param>
/// <param name="Permits">How many can hold it; 0 if the member knows.</param>
/// <param name="Member">The static member with a <c>DurableSemaphore</c>; null for a lock that is named by a string.</param>
internal sealed record ParsedClusterLock(string Name, int Permits, ISymbol? Member)
{
    /// <summary>The expression of the lock, or of its name and permits.</summary>
    public string Arguments => Member is { } member
        ? $"{StepText.Owner(member)}.{TypeText.Identifier(member.Name)}"
        : $"{SymbolDisplay.FormatLiteral(Name, quote: true)}, {Permits.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The expression of the lock.</summary>
    public string Value => Member is null ? $"new global::AsyncFlow.DurableSemaphore({Arguments})" : Arguments;
}

/// <summary>
/// Reads the names in <c>[WithLock]</c> that are locks of the cluster: in a <c>[Durable]</c> flow a string that names no lock of the class, or a member with a <c>DurableSemaphore</c> (FLOW304).
/// </summary>
internal sealed class ClusterLocks(FlowContext context)
{
    private const string DurableSemaphore = "DurableSemaphore";

    private readonly MemberLookup _members = new(context);

    /// <summary>Whether a name in a <c>[WithLock]</c> of a flow is a lock of the cluster. Others are locks of one process.</summary>
    public static bool Contains(NameArgument argument, INamedTypeSymbol owner, INamedTypeSymbol flow)
    {
        if (argument.Value is not { } name || !DurableBuilder.IsDurable(flow))
        {
            return false;
        }

        ITypeSymbol[] named = [.. MemberLookup.Named(owner, name).Select(MemberLookup.TypeOf).OfType<ITypeSymbol>()];
        return Array.Exists(named, IsSemaphore) || (!IsNameOf(argument) && !Array.Exists(named, static type => LockBinder.IsLock(type) || KeyBinder.KeyOf(type) is not null));
    }

    /// <summary>Whether a type is that of a lock of the cluster.</summary>
    public static bool IsSemaphore(ITypeSymbol? type) => type.Is("AsyncFlow", DurableSemaphore);

    /// <summary>The name that a lock of one process can have in the cluster, with its permits; null if these are not known.</summary>
    public static string? NameFor(ISymbol member, Compilation compilation)
    {
        LockIdentity identities = new(compilation, null);
        string name = member.Name.StartsWith("s_", StringComparison.Ordinal) ? member.Name.Substring(2) : member.Name.TrimStart('_');
        return (identities.Of(member) is { } identity ? identities.PermitsOf(identity) : null) switch
        {
            null => null,
            1 => name,
            int permits => name + ":" + permits.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The locks of a step, in the order in which they are named.</summary>
    public ImmutableArray<ParsedClusterLock> Bind(StepDeclaration step)
    {
        ImmutableArray<ParsedClusterLock>.Builder? locks = null;
        if (!DurableBuilder.IsDurable(context.Flow))
        {
            return ImmutableArray<ParsedClusterLock>.Empty;
        }

        foreach (AttributeData attribute in step.Member.FindAttributes("WithLockAttribute"))
        {
            foreach (NameArgument argument in NameArgument.Read(attribute).Where(argument => Contains(argument, step.Member.ContainingType, context.Flow)))
            {
                ParsedClusterLock read = Read(argument, step);
                if ((ProblemOf(attribute) ?? ProblemOf(read)) is { } problem)
                {
                    context.ReportShared(step, new FlowFinding(FlowDiagnostics.NotOfCluster, context.At(step, argument.Location), FlowContext.NameOf(step), argument.Value, problem));
                }
                else if (!(locks ??= ImmutableArray.CreateBuilder<ParsedClusterLock>()).Contains(read))
                {
                    locks.Add(read);
                }
            }
        }

        return locks?.ToImmutable() ?? ImmutableArray<ParsedClusterLock>.Empty;
    }

    private static ParsedClusterLock Read(NameArgument argument, StepDeclaration step)
    {
        string text = argument.Value!;
        if (MemberLookup.Named(step.Member.ContainingType, text).FirstOrDefault(static member => IsSemaphore(MemberLookup.TypeOf(member))) is { } member)
        {
            return new(text, 0, member);
        }

        int colon = text.LastIndexOf(':');
        string permits = text.Substring(colon + 1);
        return colon >= 0 && permits.Length > 0 && permits.All(static letter => letter is >= '0' and <= '9')
            ? new(text.Substring(0, colon), int.TryParse(permits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0, null)
            : new(text, 1, null);
    }

    // What nameof names is meant to be a member.
    private static bool IsNameOf(NameArgument argument) => argument.Syntax is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };

    private static string? ProblemOf(AttributeData attribute) =>
        attribute.NamedArguments.Any(static named => named.Key == "Key") ? "a lock of the cluster has no keys; remove Key"
        : attribute.NamedArguments.Any(static named => named is { Key: "PerAttempt", Value.Value: true }) ? "the step holds a lock of the cluster across all attempts; remove PerAttempt"
        : null;

    private string? ProblemOf(ParsedClusterLock read) => read switch
    {
        { Member: { IsStatic: false } } => "it is not static, but its name must be known before there is a flow object; make it static",
        { Member: { } member } when !_members.IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
        { Member: { } member } => _members.FindHiding(member),
        _ when string.IsNullOrWhiteSpace(read.Name) => "it has no name; write for example [WithLock(\"ledger\")]",
        { Permits: 0 } => $"it must have at least 1 permit and at most {int.MaxValue.ToString(CultureInfo.InvariantCulture)}; write for example [WithLock(\"{read.Name}:4\")]",
        _ => null,
    };
}
