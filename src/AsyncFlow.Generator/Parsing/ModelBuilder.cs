using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Creates the model for the generator from the parsed flow. The model contains no symbols.</summary>
internal static class ModelBuilder
{
    public static FlowModel Build(
        FlowContext context,
        FlowSettings settings,
        ImmutableArray<ParsedStep> steps,
        ParsedStep? output,
        ImmutableArray<ParsedStop>? stops,
        Streams streams,
        ImmutableArray<ParsedPolicy> policies,
        ImmutableArray<string> problems,
        ComposedSignatures composed)
    {
        INamedTypeSymbol flow = context.Flow;
        output = problems.IsEmpty || output?.Result is not { } given || context.Compilation.IsAccessible(given, flow) ? output : null;
        ParameterAccess access = new(flow, context.Compilation);
        ImmutableArray<ParsedInput> inputs = context.Inputs.Ordered;
        FactoryModel? factory = FactoryBuilder.Build(flow, context.Compilation);
        ImmutableArray<ParsedStop> called = factory is not null && problems.IsEmpty ? stops ?? ImmutableArray<ParsedStop>.Empty : ImmutableArray<ParsedStop>.Empty;
        return new()
        {
            FileName = TypeText.FileName(flow),
            Name = flow.Name,
            Namespace = flow.ContainingNamespace.IsGlobalNamespace ? null : TypeText.Namespace(flow.ContainingNamespace),
            Parts = flow.EnclosingTypes().Reverse().Append(flow).Select(TypeText.Part).ToImmutableArray(),
            Type = TypeText.Full(flow),
            IsStatic = flow.IsStatic,
            Accessibility = MemberAccess.Accessibility([.. output?.Result is { } type ? [type] : (ITypeSymbol[])[], .. inputs.Select(static input => input.Type)], flow),
            Hidden = MemberAccess.Hidden(flow, inputs, context.Compilation, composed),
            RunName = MemberAccess.RunName(flow),
            MaxConcurrency = settings.MaxConcurrency,
            ContinuesOnFailure = settings.FailureMode == 1,
            SingleThreaded = settings.SingleThreaded,
            Steps = ReleaseSteps.AddTo(Steps(flow, context.Compilation, steps, inputs, output, called, streams, access), StepText.AwaitElements),
            Policies = policies.Select(policy => PolicyCall(policy, access.Read(policy))).ToImmutableArray(),
            Inputs = inputs.Select(InputText.Model).ToImmutableArray(),
            KeptInputs = steps.Any(KeptSteps.IsKept) ? inputs.Select(static input => TypeText.TypeOf(input.Type)).ToImmutableArray() : null,
            CommandLineInputs = CommandLineInputs.Of(flow, inputs, context.Compilation),
            OutputStep = output?.Index ?? -1,
            OutputType = output is null ? null : output.Result is { } result ? TypeText.Full(result) : "dynamic",
            StreamedType = streams.Streamed is { } streamed ? TypeText.Full(streamed) : null,
            InterfaceResult = InterfaceResult(context, inputs, output),
            InterfaceInput = InputText.Interface(inputs),
            ParameterAccess = access.Members,
            RunAttributes = TrimWarnings.Attributes(flow, steps),
            UsesForbiddenTypes = SuppressedWarnings.UsesForbiddenTypes(steps),
            SuppressedWarnings = SuppressedWarnings.For(flow, steps, context.Compilation),
            Factory = factory,
            Lifetime = factory is null || stops is null ? null : LifetimeBuilder.Build(flow, steps, called),
            Durable = DurableBuilder.Build(flow, context.Compilation, steps, inputs, output),
            Problems = problems,
        };
    }

    private static ImmutableArray<StepModel> Steps(INamedTypeSymbol flow, Compilation compilation, ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedInput> inputs, ParsedStep? output, ImmutableArray<ParsedStop> stops, Streams streams, ParameterAccess access)
    {
        HashSet<int> used =
        [
            .. steps.SelectMany(static step => step.Parameters).Select(static parameter => parameter.Producer),
            .. steps.Select(static step => step.Condition?.Step ?? -1),
            .. steps.Where(IsOwned).Select(static step => step.Index),
            .. steps.Where(KeptSteps.IsKept).Select(static step => step.Index),
            .. LifetimeBuilder.Kept(stops),
        ];
        if (output is not null)
        {
            used.Add(output.Index);
        }

        StepText text = new(flow, compilation, steps, inputs);
        ImmutableArray<string> identifiers = StepIdentifiers.For(steps);
        string?[] receivers = [.. steps.Select(step => Receiver(step.Declaration) is { } receiver ? access.Read(receiver) : null)];
        return steps.Select(step => new StepModel
        {
            Name = step.Name,
            Identifier = identifiers[step.Index],
            Call = text.Member(step.Declaration, step.Index, receivers[step.Index]),
            Helper = step.Method is { } method ? StepHelper.Of(text.Bind(step.Declaration), method, step.Index, flow) : null,
            SourceLine = TrimWarnings.Directive(step.Declaration),
            Mention = ClassRules.HasUnknownConstraint(flow) ? null : Mention(step.Declaration),
            Arguments = text.Arguments(step, receivers[step.Index]),
            Upstream = step.Upstream.Select(static edge => edge.Step).Distinct().ToImmutableArray(),
            Optional = step.OptionalUpstream(steps).ToImmutableArray(),
            Outcomes = step.OutcomesTaken.ToImmutableArray(),
            IsOwned = IsOwned(step),
            Kept = KeptSteps.Of(step, steps),
            Locks = step.Locks.Select((held, index) => Lock(step, index, held, text, access)).Concat(step.ClusterLocks.Select(ClusterLock)).ToImmutableArray(),
            Await = step.Declaration.Each is null ? AwaitCall(step) : StepText.AwaitElements,
            ResultType = used.Contains(step.Index) && step.Result is { } result ? TypeText.Variable(result) : null,
            Condition = step.Condition is { } condition ? StepText.Condition(condition, condition.Member is { } member ? access.Ask(member) : null) : null,
            Policy = Policy(step, access),
            LocksPerAttempt = !step.Policies.IsEmpty && step.Locks.Any(static held => held.IsPerAttempt),
            ForEach = ForEach(step, steps, streams, used.Contains(step.Index)),
            IsStreamSource = streams.IsSource(step),
            SubFlow = SubFlow(step.Declaration.SubFlow),
        }).ToImmutableArray();
    }

    // Policies turn whatever the step returns into a ValueTask of its result.
    private static AwaitModel? AwaitCall(ParsedStep step) => step.Policies.IsEmpty ? StepText.Await(step) : StepText.AwaitValueTask(ResultUnderPolicies(step));

    private static PolicyModel? Policy(ParsedStep step, ParameterAccess access) => step.Policies.IsEmpty ? null : new(
        ResultUnderPolicies(step),
        step.Declaration.Return.Result is not null,
        StepText.Await(step),
        step.Policies.Select(policy => PolicyCall(policy, StepText.InElements(step.Declaration, access.Read(policy)))).ToImmutableArray());

    private static PolicyCallModel PolicyCall(ParsedPolicy policy, string value) => new(policy.Member.Name, value, PolicyBinder.IsPipeline(MemberLookup.TypeOf(policy.Member)));

    private static string ResultUnderPolicies(ParsedStep step) => step.Declaration.Return.Result is { } result ? TypeText.Variable(result) : "global::System.ValueTuple";

    private static LockModel Lock(ParsedStep step, int index, ParsedLock held, StepText text, ParameterAccess access) => held.Key is { } key
        ? new(held.Name, text.Key(step, index, key, access.Read(held), key.Receiver is { } receiver ? access.Read(receiver) : null), IsKnown: false, IsKeyed: true)
        : new(held.Name, access.Read(held), LockBinder.IsKnown(MemberLookup.TypeOf(held.Member)));

    // In a run without storage, it is a lock of this process.
    private static LockModel ClusterLock(ParsedClusterLock held) =>
        new(held.Name, $"global::AsyncFlow.CompilerServices.NamedLocks.Of({held.Arguments})", IsKnown: true);

    private static string? InterfaceResult(FlowContext context, ImmutableArray<ParsedInput> inputs, ParsedStep? output)
    {
        return inputs.All(input => CanBeInBaseList(input.Type)) ? output switch
        {
            null => null,
            { Result: null } => "object",
            { Result: var result } => CanBeInBaseList(result) ? TypeText.WithoutDynamic(result) : null,
        } : null;

        bool CanBeInBaseList(ITypeSymbol type) => MemberAccess.CanBeInBaseList(type, context.Flow, context.Compilation);
    }

    private static ForEachModel? ForEach(ParsedStep step, ImmutableArray<ParsedStep> steps, Streams streams, bool isUsed)
    {
        if (step.Declaration.Each is not { } each)
        {
            return null;
        }

        StreamModel? stream = streams.Of(step);
        int source = step.Element?.Producer ?? -1;
        return new(
            source,
            TypeText.Full(step.Parameters.Select(static parameter => parameter.Element).FirstOrDefault(static type => type is not null) ?? each.Parameter.Type),
            isUsed && step.Declaration.Return.Result is { } result ? TypeText.Variable(result) : null,
            AwaitCall(step),
            each.MaxConcurrency,
            stream is not { IsAsync: true } && source >= 0 && steps[source].Result is { } list && !ElementTypes.IsCollection(list),
            steps.SelectMany(static other => other.Parameters).Any(parameter => parameter.Source == ParameterSource.ElementOutcomes && parameter.Producer == step.Index),
            stream);
    }

    private static bool IsOwned(ParsedStep step) => step.Declaration.Member.FindAttribute("OwnedAttribute") is not null;

    private static SubFlowModel? SubFlow(SubFlow? flow) => flow is null
        ? null
        : new(
            flow.Class?.Name ?? flow.Type.Name,
            flow.Class is { } @class ? TypeText.Full(@class.WithNullableAnnotation(NullableAnnotation.NotAnnotated)) : null,
            flow.IsByInterface,
            flow.IsByInterface && flow is { Class: null, Inputs: [var input] } ? TypeText.WithoutDynamic(input.Type) : null,
            flow.IsByInterface && flow.Output is { } output ? TypeText.WithoutDynamic(output) : null,
            !flow.IsByInterface && flow.Class is { } streaming && Streams.IsStreaming(streaming));

    private static MemberPath? Receiver(StepDeclaration step) => step.Member is IParameterSymbol ? MemberPath.To(step.Member) : step.Receiver;

    private static string? Mention(StepDeclaration step) =>
        step is { Attribute: not null, IsInherited: false, Member.CanBeReferencedByName: true } and not { Method.MethodKind: not MethodKind.Ordinary } ? TypeText.Identifier(step.Name) : null;
}
