using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the policies that <c>[WithPolicy]</c> names (FLOW021).</summary>
internal sealed class PolicyBinder(FlowContext context)
{
    private readonly MemberLookup _members = new(context);

    public ImmutableArray<ParsedPolicy> Bind(StepDeclaration step) => Bind(
        step.Member,
        step.Member.ContainingType,
        step.Return.Result,
        isFlow: false,
        always: null,
        (argument, problem, choices) => _members.Report(FlowDiagnostics.InvalidPolicy, argument, step, problem, choices, Subject(FlowContext.NameOf(step))));

    /// <summary>Finds the policies of the flow as a whole.</summary>
    /// <remarks>A flow that gives its results as they come has none: a second run would give them again.</remarks>
    /// <param name="output">The step whose result is the flow's output; null for none.</param>
    public ImmutableArray<ParsedPolicy> Bind(ParsedStep? output) => Bind(
        context.Flow,
        context.Flow,
        output?.Result,
        isFlow: true,
        output is not null && Streams.IsStreamed(output.Declaration.Member) ? "elements that were taken cannot be taken back for another run; put the policy on the steps" : null,
        (argument, problem, choices) => _members.Report(FlowDiagnostics.InvalidPolicy, argument, $"Flow '{context.Flow.Name}'", problem, choices));

    /// <summary>What a message calls a step.</summary>
    public static string Subject(string step) => $"Step '{step}'";

    /// <summary>Whether a member of the type holds a policy of Polly.</summary>
    public static bool IsPipeline(ITypeSymbol? type) => type.Is("Polly", "ResiliencePipeline") || ResultOf(type) is not null;

    /// <summary>The reason why a member of the type cannot be a policy of a step or a flow; null if it can.</summary>
    /// <param name="type">The type.</param>
    /// <param name="result">The result of the step, or of one element, or the output of the flow; null for none.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="isFlow">Whether it is a policy of a flow.</param>
    public static string? WhyNot(ITypeSymbol type, ITypeSymbol? result, Compilation compilation, bool isFlow = false) => (ResultOf(type), result) switch
    {
        ({ } handled, null) => $"it is for results of type '{handled.Display()}', and the {(isFlow ? "flow has no output" : "step has none")}; use a ResiliencePipeline",
        ({ } handled, { } given) when !Handles(handled, given, compilation) =>
            $"it is for results of type '{handled.Display()}', and that of the {(isFlow ? "flow" : "step")} is '{given.Display()}'; use a ResiliencePipeline or a ResiliencePipeline<{given.Display()}>",
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

    private ImmutableArray<ParsedPolicy> Bind(ISymbol attributed, INamedTypeSymbol owner, ITypeSymbol? result, bool isFlow, string? always, Action<NameArgument, string, IEnumerable<string>?> report)
    {
        if (attributed.FindAttribute("WithPolicyAttribute") is not { } attribute)
        {
            return ImmutableArray<ParsedPolicy>.Empty;
        }

        ImmutableArray<ParsedPolicy>.Builder policies = ImmutableArray.CreateBuilder<ParsedPolicy>();
        foreach (NameArgument argument in NameArgument.Read(attribute))
        {
            ISymbol[] named = argument.Value is { } name ? [.. MemberLookup.Named(owner, name)] : [];
            ISymbol? member = named.FirstOrDefault(static symbol => MemberLookup.TypeOf(symbol) is not null);
            if ((Problem(member, named.Length > 0, owner, result, isFlow) ?? always) is { } problem)
            {
                report(argument, problem, named.Length > 0 ? null : Policies(owner, result, isFlow));
            }
            else
            {
                policies.Add(new(member!));
            }
        }

        return policies.ToImmutable();
    }

    private string? Problem(ISymbol? member, bool exists, INamedTypeSymbol owner, ITypeSymbol? result, bool isFlow) => member switch
    {
        null when exists => "it is neither a field nor a property",
        null => $"'{owner.Name}' has no such field, property or primary-constructor parameter",
        _ when WhyNot(MemberLookup.TypeOf(member)!, result, context.Compilation, isFlow) is { } reason => reason,
        _ when !_members.IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
        _ => _members.FindHiding(member),
    };

    private IEnumerable<string> Policies(INamedTypeSymbol owner, ITypeSymbol? result, bool isFlow) => MemberLookup.All(owner)
        .Where(symbol => MemberLookup.TypeOf(symbol) is { } type && WhyNot(type, result, context.Compilation, isFlow) is null && _members.IsReadable(symbol))
        .Select(static symbol => symbol.Name);
}
