using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the policies that <c>[WithPolicy]</c> names (FLOW021).</summary>
internal sealed class PolicyBinder(FlowContext context)
{
    private readonly MemberLookup _members = new(context);

    public ImmutableArray<ParsedPolicy> Bind(StepDeclaration step)
    {
        if (step.Member.FindAttribute("WithPolicyAttribute") is not { } attribute)
        {
            return ImmutableArray<ParsedPolicy>.Empty;
        }

        ImmutableArray<ParsedPolicy>.Builder policies = ImmutableArray.CreateBuilder<ParsedPolicy>();
        foreach (NameArgument argument in NameArgument.Read(attribute))
        {
            if (Find(argument, step) is { } policy)
            {
                policies.Add(policy);
            }
        }

        return policies.ToImmutable();
    }

    /// <summary>Whether a member of the type holds a policy of Polly.</summary>
    public static bool IsPipeline(ITypeSymbol? type) => type.Is("Polly", "ResiliencePipeline") || ResultOf(type) is not null;

    /// <summary>The reason why a member of the type cannot be a policy of a step; null if it can.</summary>
    /// <param name="type">The type.</param>
    /// <param name="result">The result of the step, or of one element; null for none.</param>
    /// <param name="compilation">The compilation.</param>
    public static string? WhyNot(ITypeSymbol type, ITypeSymbol? result, Compilation compilation) => (ResultOf(type), result) switch
    {
        ({ } handled, null) => $"it is for results of type '{handled.Display()}', and the step has none; use a ResiliencePipeline",
        ({ } handled, { } given) when !Handles(handled, given, compilation) => $"it is for results of type '{handled.Display()}', and that of the step is '{given.Display()}'; use a ResiliencePipeline or a ResiliencePipeline<{given.Display()}>",
        (null, _) when !IsPolicy(type) => $"its type '{type.Display()}' is not a policy; use Polly's ResiliencePipeline or a class that implements IStepPolicy",
        _ => null,
    };

    private static bool IsPolicy(ITypeSymbol type) => type.TypeKind == TypeKind.Error
        || type.Is("Polly", "ResiliencePipeline")
        || (!type.IsValueType && (type.Is("AsyncFlow", "IStepPolicy") || type.Interfaces().Any(static parent => parent.Is("AsyncFlow", "IStepPolicy"))));

    private static ITypeSymbol? ResultOf(ITypeSymbol? type) => type.Is("Polly", "ResiliencePipeline", arity: 1) ? ((INamedTypeSymbol)type!).TypeArguments[0] : null;

    // Such a pipeline executes functions whose result is the type or derives from it.
    private static bool Handles(ITypeSymbol handled, ITypeSymbol given, Compilation compilation) =>
        StepDeclaration.IsUnavailable(given) || compilation.ClassifyCommonConversion(given, handled) is { IsIdentity: true } or { IsImplicit: true, IsReference: true };

    private ParsedPolicy? Find(NameArgument argument, StepDeclaration step)
    {
        INamedTypeSymbol owner = step.Member.ContainingType;
        ISymbol[] named = argument.Value is { } name ? [.. MemberLookup.Named(owner, name)] : [];
        ISymbol? member = named.FirstOrDefault(static symbol => MemberLookup.TypeOf(symbol) is not null);
        string? problem = member switch
        {
            null when named.Length > 0 => "it is neither a field nor a property",
            null => $"'{owner.Name}' has no such field, property or primary-constructor parameter",
            _ when WhyNot(MemberLookup.TypeOf(member)!, step.Return.Result, context.Compilation) is { } reason => reason,
            _ when !_members.IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
            _ => _members.FindHiding(member),
        };

        if (problem is null)
        {
            return new(member!);
        }

        _members.Report(FlowDiagnostics.InvalidPolicy, argument, step, problem, named.Length > 0 ? null : Policies(owner, step));
        return null;
    }

    private IEnumerable<string> Policies(INamedTypeSymbol owner, StepDeclaration step) => MemberLookup.All(owner)
        .Where(symbol => MemberLookup.TypeOf(symbol) is { } type && WhyNot(type, step.Return.Result, context.Compilation) is null && _members.IsReadable(symbol))
        .Select(static symbol => symbol.Name);
}
