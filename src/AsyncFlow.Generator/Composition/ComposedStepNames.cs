using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Names the steps of a composition. A step has the name given by <c>Named</c>, or the name of its method; the second step
/// of a method gets the suffix <c>#2</c>. Reports duplicate names (FLOW008).
/// </summary>
internal static class ComposedStepNames
{
    public static ImmutableArray<string> For(IReadOnlyList<StepNode> steps, FlowContext context)
    {
        Dictionary<string, int> uses = [];
        Dictionary<string, Location> taken = [];
        string?[] names = new string?[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Name is null)
            {
                string method = steps[i].Member.Name;
                int use = uses[method] = uses.TryGetValue(method, out int before) ? before + 1 : 1;
                names[i] = use == 1 ? method : FormattableString.Invariant($"{method}#{use}");
                taken[names[i]!] = steps[i].Location;
            }
        }

        return steps.Select((step, i) => names[i] ?? ExplicitName(step.Name!, taken, context)).ToImmutableArray();
    }

    private static string ExplicitName(NameNode name, Dictionary<string, Location> taken, FlowContext context)
    {
        if (taken.TryGetValue(name.Text, out Location? first))
        {
            context.Report(new FlowFinding(FlowDiagnostics.DuplicateStep, name.Location, name.Text, context.Flow.Name) { AdditionalLocations = ImmutableArray.Create(first) });
        }
        else
        {
            taken.Add(name.Text, name.Location);
        }

        return name.Text;
    }
}
