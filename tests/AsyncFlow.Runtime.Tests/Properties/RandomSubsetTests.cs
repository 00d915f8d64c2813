namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// Random subsets of random flows, compared with a naive reading of the rules, and with the flow that consists of the selected steps alone.
/// ASYNCFLOW_STRESS=n tries n times as many.
/// </summary>
public class RandomSubsetTests
{
    private const int Seeds = 1_500;

    private enum Edge
    {
        Needed,
        Optional,
        Outcome,
    }

    [Fact]
    public void A_selection_is_what_the_rules_say() => Try(static (flow, targets, skip, random) =>
    {
        (bool[] runs, bool[] skipped) = flow.Select(targets, skip);
        if (targets is not null && targets.Any(target => skipped[target]))
        {
            Assert.Throws<ArgumentException>(() => flow.Plan.Select(Names(targets), Names(skip)));
            return Task.CompletedTask;
        }

        FlowPlan selected = flow.Plan.Select(Names(targets), Names(skip));
        Assert.Equal(Names(Enumerable.Range(0, flow.Size).Where(step => runs[step])), selected.Steps.Select(static step => step.Name));

        // A step comes after another one if it did before.
        Dictionary<string, HashSet<string>> before = [];
        foreach (StepInfo step in selected.Steps)
        {
            before[step.Name] = [.. step.Upstream.SelectMany(upstream => before[upstream.Name].Append(upstream.Name))];
        }

        bool[][] above = flow.Ancestors();
        for (int step = 0; step < flow.Size; step++)
        {
            if (runs[step])
            {
                Assert.Equal(Enumerable.Range(0, step).Where(other => runs[other] && above[step][other]).Select(static other => $"s{other}").Order(), before[$"s{step}"].Order());
            }
        }

        return Task.CompletedTask;
    });

    [Fact]
    public Task A_run_of_a_subset_equals_that_of_the_flow_of_the_selected_steps() => TryAsync(static async (flow, targets, skip, random) =>
    {
        (bool[] runs, bool[] skipped) = flow.Select(targets, skip);
        if ((targets is not null && targets.Any(target => skipped[target])) || flow.JoinsOutcomeAndOrder(runs))
        {
            return;
        }

        FlowOptions options = new() { Targets = Names(targets), Skip = Names(skip), FailureMode = FailureMode.Continue };
        FlowReport whole = await flow.Flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }).AsTask().Within();
        FlowReport report = await flow.Flow.RunAsync(options).AsTask().Within();
        Assert.Equal(Statuses(whole), Statuses(await flow.Flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }).AsTask().Within()));
        for (int step = 0; step < flow.Size; step++)
        {
            Assert.Equal(!runs[step], report.Steps[step].IsOmitted);
            Assert.Equal(!runs[step], report.Steps[step].Reason is not null && report.Steps[step].Status == StepStatus.Skipped);
        }

        FlowReport alone = runs.Contains(true) ? await flow.Alone(options).RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }).AsTask().Within() : report;
        Assert.Equal(alone.Status, report.Status);
        if (runs.Contains(true))
        {
            Assert.Equal(Statuses(alone), Statuses(report, runs));
        }

        // Which steps are stopped depends on timing, but not whether the run fails.
        FlowReport stopping = await flow.Flow.RunAsync(options with { FailureMode = FailureMode.Cancel }).AsTask().Within();
        Assert.Equal(alone.Status, stopping.Status);
    });

    private static IEnumerable<string> Statuses(FlowReport report, bool[]? runs = null) => report.Steps
        .Where((_, step) => runs is null || runs[step])
        .Select(static step => $"{step.Name} {step.Status} {step.IsHandled}");

    private static string[]? Names(IEnumerable<int>? steps) => steps?.Select(static step => $"s{step}").ToArray();

    private static void Try(Func<RandomEdges, int[]?, int[]?, Random, Task> test) => TryAsync(test).GetAwaiter().GetResult();

    private static async Task TryAsync(Func<RandomEdges, int[]?, int[]?, Random, Task> test)
    {
        for (int seed = 1; seed <= Seeds * Stress.Factor; seed++)
        {
            Random random = new(seed);
            RandomEdges flow = new(random);
            int[]? targets = random.Next(3) == 0 ? null : Choose(0.2);
            int[]? skip = random.Next(3) == 0 ? null : Choose(0.1);
            try
            {
                await test(flow, targets, skip, random);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Seed {seed}: targets {string.Join(' ', Names(targets) ?? ["all"])}; skip {string.Join(' ', Names(skip) ?? [])}\n{flow.Describe()}", exception);
            }

            int[] Choose(double share) => [.. Enumerable.Range(0, flow.Size).Where(_ => random.NextDouble() < share)];
        }
    }

    /// <summary>A flow with edges of all kinds, some of whose steps fail.</summary>
    private sealed class RandomEdges
    {
        private readonly (int Step, Edge Kind)[][] _upstream;
        private readonly bool[] _fails;
        private readonly int[] _acts;

        public RandomEdges(Random random)
        {
            Size = random.Next(1, 14);
            double density = random.NextDouble() * 2;
            _upstream = [.. Enumerable.Range(0, Size).Select(step => Enumerable.Range(0, step)
                .Where(_ => random.NextDouble() < density / Math.Max(step, 1))
                .Select(upstream => (upstream, (Edge)random.Next(3))).ToArray())];
            _fails = [.. Enumerable.Range(0, Size).Select(_ => random.Next(6) == 0)];
            _acts = [.. Enumerable.Range(0, Size).Select(_ => random.Next(3))];
            Flow = new ScriptedFlow("Random", [.. Enumerable.Range(0, Size).Select(MakeStep)], random.Next(3));
        }

        public int Size { get; }

        public ScriptedFlow Flow { get; }

        public FlowPlan Plan => ((IFlow)Flow).Plan;

        /// <summary>The rules, as the guide states them.</summary>
        public (bool[] Runs, bool[] Skipped) Select(int[]? targets, int[]? skip)
        {
            bool[] skipped = new bool[Size];
            bool[] wanted = new bool[Size];
            for (int step = 0; step < Size; step++)
            {
                skipped[step] = skip?.Contains(step) == true || _upstream[step].Any(edge => edge.Kind == Edge.Needed && skipped[edge.Step]);
            }

            for (int step = Size - 1; step >= 0; step--)
            {
                wanted[step] = !skipped[step]
                    && (targets is null || targets.Contains(step) || Enumerable.Range(0, Size).Any(other => wanted[other] && _upstream[other].Any(edge => edge.Step == step)));
            }

            return (wanted, skipped);
        }

        public bool[][] Ancestors()
        {
            bool[][] above = new bool[Size][];
            for (int step = 0; step < Size; step++)
            {
                above[step] = new bool[Size];
                foreach ((int upstream, _) in _upstream[step])
                {
                    above[step][upstream] = true;
                    for (int other = 0; other < Size; other++)
                    {
                        above[step][other] |= above[upstream][other];
                    }
                }
            }

            return above;
        }

        /// <summary>
        /// Whether a step takes the outcome of another one and also waits for it behind steps that do not run, which no two steps alone can do.
        /// </summary>
        public bool JoinsOutcomeAndOrder(bool[] runs)
        {
            HashSet<int>[] behind = new HashSet<int>[Size];
            for (int step = 0; step < Size; step++)
            {
                behind[step] = [.. _upstream[step].Where(edge => !runs[edge.Step]).SelectMany(edge => _upstream[edge.Step].Select(static other => other.Step).Where(other => runs[other]).Concat(behind[edge.Step]))];
                if (runs[step] && _upstream[step].Any(edge => edge.Kind == Edge.Outcome && behind[step].Contains(edge.Step)))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>The flow of the selected steps alone.</summary>
        public ScriptedFlow Alone(FlowOptions options)
        {
            FlowPlan selected = Plan.Select(options.Targets, options.Skip);
            return new ScriptedFlow("Alone", [.. selected.Steps.Select(step =>
            {
                int original = Plan.Steps.Single(other => other.Name == step.Name).Index;
                string[] observed = [.. _upstream[original].Where(edge => edge.Kind == Edge.Outcome).Select(static edge => $"s{edge.Step}").Where(name => step.Upstream.Any(upstream => upstream.Name == name))];
                return Body(original).Loosely([.. step.Upstream.Select(static upstream => upstream.Name).Except(observed)]).Observing(observed) with { IsOutput = original == Size - 1 };
            })]);
        }

        public string Describe() => string.Join('\n', Enumerable.Range(0, Size).Select(step => $"s{step}{(_fails[step] ? " fails" : "")} <- {string.Join(' ', _upstream[step])}"));

        private Step MakeStep(int step)
        {
            return Body(step).After(Of(Edge.Needed)).Loosely(Of(Edge.Optional)).Observing(Of(Edge.Outcome));

            string[] Of(Edge kind) => [.. _upstream[step].Where(edge => edge.Kind == kind).Select(static edge => $"s{edge.Step}")];
        }

        private Step Body(int step) => (_fails[step], _acts[step]) switch
        {
            (true, 0) => Step.Sync($"s{step}", _ => throw new StepFailure($"s{step}")),
            (true, _) => Step.Task($"s{step}", _ => throw new StepFailure($"s{step}")),
            (_, 0) => Step.Sync($"s{step}", static _ => { }),
            (_, 1) => Step.Task($"s{step}", static async _ => await Task.Yield()),
            _ => Step.Task($"s{step}", static _ => Task.CompletedTask),
        };
    }
}
