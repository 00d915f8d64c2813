using System.Collections.Immutable;
using AsyncFlow.Generator.Composition;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator;

/// <summary>
/// Parses a <c>[Flow]</c> class. The generator uses the model, and the analyzers report the findings. The parser runs for
/// every flow on every edit, so it reads only declarations and no method bodies, except for the expression of a
/// composition.
/// </summary>
internal static class FlowParser
{
    public static ParsedFlow Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        FlowContext context = new(type, compilation);
        bool canAddPart = ClassRules.CheckCanAddPart(context);
        if (ClassRules.HasUnknownConstraint(type))
        {
            context.ReportedElsewhere.Add("CS0246");
        }

        FlowSettings settings = ClassRules.ReadSettings(context);
        ComposedFlows composedFlows = new(compilation);
        ImmutableArray<StepDeclaration> declarations = StepCollector.Collect(type, compilation, composedFlows.SignatureOf);
        StepRules.Check(context, declarations);
        declarations = declarations.RemoveAll(context.Copies.Contains);

        cancellationToken.ThrowIfCancellationRequested();
        ComposedFlow? composed = CompositionParser.Parse(context, declarations, composedFlows.SignatureOf);
        ImmutableArray<ParsedStep> steps = composed?.Steps ?? Bind(context, declarations);
        FlowGraph graph = new(steps.Select(static step => step.Upstream.Select(static edge => edge.Step).Distinct().ToImmutableArray()).ToImmutableArray());
        CycleRule.Check(context, steps, graph);
        ParsedStep? output = composed is null ? OutputRule.Check(context, steps) : composed.Output;
        SkipRule.Check(context, steps, graph, output);
        SubFlowRule.Check(context, steps);
        OwnedRule.Check(context, steps, output);
        KeptSteps.Check(context, steps);
        ImmutableArray<ParsedPolicy> policies = new PolicyBinder(context).Bind(output);
        ImmutableArray<ParsedStop>? stops = new StopBinder(context, steps).Bind();

        Streams streams = new(steps, graph, output);
        new DurableRule(context, settings, steps, output).Check(streams, policies);
        ImmutableArray<string> problems = context.Findings
            .Select(static finding => finding.Descriptor.Id)
            .Concat(context.ReportedElsewhere)
            .Distinct()
            .ToImmutableArray();
        return new()
        {
            Type = type,
            Steps = steps,
            Graph = graph,
            Output = output,
            Stops = stops ?? ImmutableArray<ParsedStop>.Empty,
            Streams = streams,
            Inputs = context.Inputs.Ordered,
            Settings = settings,
            Findings = context.Findings.ToImmutableArray(),
            Problems = problems,
            Model = canAddPart ? ModelBuilder.Build(context, settings, steps, output, stops, streams, policies, problems, composedFlows.SignatureOf) : null,
        };
    }

    private static ImmutableArray<ParsedStep> Bind(FlowContext context, ImmutableArray<StepDeclaration> declarations)
    {
        foreach (StepDeclaration declaration in declarations)
        {
            context.Inputs.Add(declaration);
        }

        StepNames names = new(declarations);
        EdgeBinder edges = new(context, declarations, names);
        ConditionBinder conditions = new(context, declarations, names);
        LockBinder locks = new(context);
        ClusterLocks clusterLocks = new(context);
        PolicyBinder policies = new(context);
        ImmutableArray<ParsedStep>.Builder steps = ImmutableArray.CreateBuilder<ParsedStep>(declarations.Length);
        for (int i = 0; i < declarations.Length; i++)
        {
            StepDeclaration declaration = declarations[i];
            List<ParsedEdge> upstream = [.. edges.Named(declaration)];
            ImmutableArray<ParsedParameter>.Builder parameters = ImmutableArray.CreateBuilder<ParsedParameter>(declaration.Parameters.Length);
            foreach (IParameterSymbol symbol in declaration.Parameters)
            {
                (ParsedParameter parameter, ParsedEdge? edge) = edges.Bind(symbol, i);
                parameters.Add(parameter);
                if (edge is not null)
                {
                    upstream.Add(edge);
                }
            }

            ParsedCondition? condition = conditions.Bind(declaration);
            if (condition is { Step: >= 0 })
            {
                upstream.Add(new(condition.Step, EdgeKind.When, condition.Argument, null));
            }

            ImmutableArray<ParsedParameter> bound = parameters.MoveToImmutable();
            steps.Add(new(i, declaration)
            {
                Upstream = upstream.ToImmutableArray(),
                Parameters = bound,
                Locks = locks.Bind(declaration, bound),
                ClusterLocks = clusterLocks.Bind(declaration),
                Condition = condition,
                Policies = policies.Bind(declaration),
            });
        }

        return steps.MoveToImmutable();
    }
}
