namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>A flow as the oracle reads it, and as <see cref="PlanBuilder"/> builds it.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Mode">What a failing step does.</param>
/// <param name="Output">The step whose result is the output; -1 for none.</param>
/// <param name="Steps">The steps, each behind those that it waits for.</param>
internal sealed record OraclePlan(string Name, FailureMode Mode, int Output, OracleStep[] Steps)
{
    /// <summary>How often a policy has a step attempted at most.</summary>
    public const int MaxAttempts = 3;

    private const int LongestStep = 1_000_000_000;

    /// <summary>Whether the flow is <c>InputFlow</c>, a generated one, which is given its plan as an input.</summary>
    public bool HasInput { get; private init; }

    /// <summary>A random flow with up to two levels of flows in it.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="hasStreams">Whether there are steps that take the elements of others one by one.</param>
    /// <param name="name">The flow's name.</param>
    /// <param name="depth">How many flows this one is in.</param>
    public static OraclePlan Random(Random random, bool hasStreams, string name = "f", int depth = 0)
    {
        if (random.Next(6) == 0)
        {
            return WithInput(random, name);
        }

        double failing = random.Next(3) * 0.1;
        int count = random.Next(1, depth == 0 ? 14 : 6);
        List<OracleStep> steps = [];
        for (int i = 0; i < count; i++)
        {
            steps.Add(RandomStep(random, hasStreams, $"{name}.{i}", steps, failing, depth));
        }

        int output = random.Next(3) == 0 ? steps.FindLastIndex(static step => step is { GivesResult: true, Condition: null, IsOwned: false }) : -1;
        return new(name, (FailureMode)random.Next(2), output, [.. steps]);
    }

    /// <summary>The same flow, and all flows in it, in a failure mode. That of a flow with an input is in its code.</summary>
    public OraclePlan In(FailureMode mode) => HasInput ? this : this with { Mode = mode, Steps = [.. Steps.Select(step => step with { Inner = step.Inner?.In(mode) })] };

    // The steps of InputFlow.
    private static OraclePlan WithInput(Random random, string name)
    {
        double failing = random.Next(3) * 0.1;
        OracleStep Make(string step, params int[] after) => new(step)
        {
            Failure = $"{name}.{step}",
            After = after,
            Duration = random.Next(1, LongestStep),
            Fails = random.NextDouble() < failing,
            IgnoresToken = random.Next(4) == 0,
        };
        return new(name, FailureMode.Continue, 3, [Make("Left"), Make("Right"), Make("Join", 0, 1), Make("Finish", 2)]) { HasInput = true };
    }

    private static OracleStep RandomStep(Random random, bool hasStreams, string name, List<OracleStep> earlier, double failing, int depth)
    {
        int[] known = [.. Enumerable.Range(0, earlier.Count).Where(_ => random.Next(4) == 0)];
        int[] outcomes = [.. known.Where(step => earlier[step].GivesResult && random.Next(2) == 0)];
        int[] lists = [.. Enumerable.Range(0, earlier.Count).Where(step => earlier[step] is { GivesResult: true, Condition: null } || (hasStreams && earlier[step] is { Elements: not null, Condition: null }))];
        bool isFlow = depth < 2 && random.Next(6) == 0;
        int list = !isFlow && lists.Length > 0 && random.Next(6) == 0 ? lists[random.Next(lists.Length)] : -1;
        bool takesOneByOne = list >= 0 && (earlier[list].Elements is not null || (hasStreams && random.Next(3) == 0));
        bool hasPolicy = !isFlow && list < 0 && random.Next(5) == 0;
        int failedAttempts = !hasPolicy ? 0 : random.NextDouble() < failing ? MaxAttempts : random.Next(MaxAttempts);
        return new(name)
        {
            After = takesOneByOne ? [] : [.. known.Except(outcomes)],
            Outcomes = isFlow || list >= 0 ? [] : outcomes,
            Condition = random.Next(6) == 0 ? random.Next(2) == 0 : null,
            Duration = random.Next(1, LongestStep),
            Fails = hasPolicy ? failedAttempts >= MaxAttempts : random.NextDouble() < failing,
            FailedAttempts = failedAttempts,
            HasPolicy = hasPolicy,
            IgnoresToken = !hasPolicy && random.Next(4) == 0,
            IsOwned = depth == 0 && !isFlow && list < 0 && random.Next(5) == 0,
            Count = list < 0 ? random.Next(5) : earlier[list].Count,
            Inner = isFlow ? Random(random, hasStreams, name, depth + 1) : null,
            List = list,
            TakesOneByOne = takesOneByOne,
            Elements = list < 0 ? null : new(name, default, -1, [.. Enumerable.Range(0, earlier[list].Count).Select(i => new OracleStep($"{name}[{i}]")
            {
                Duration = random.Next(1, LongestStep),
                Fails = random.NextDouble() < failing,
                IgnoresToken = random.Next(4) == 0,
            })]),
        };
    }
}

/// <summary>A step.</summary>
internal sealed record OracleStep(string Name)
{
    /// <summary>The message of its failure: no other step of the whole flow has it.</summary>
    public string Failure { get; init; } = Name;

    /// <summary>The steps that have to succeed before.</summary>
    public int[] After { get; init; } = [];

    /// <summary>The steps whose outcome it takes.</summary>
    public int[] Outcomes { get; init; } = [];

    /// <summary>Whether the condition holds; null for none.</summary>
    public bool? Condition { get; init; }

    /// <summary>How long one attempt takes, in milliseconds.</summary>
    public long Duration { get; init; }

    public bool Fails { get; init; }

    public bool HasPolicy { get; init; }

    /// <summary>How many attempts fail.</summary>
    public int FailedAttempts { get; init; }

    public bool IgnoresToken { get; init; }

    public bool IsOwned { get; init; }

    /// <summary>The length of the list that it returns.</summary>
    public int Count { get; init; }

    /// <summary>The flow that it runs.</summary>
    public OraclePlan? Inner { get; init; }

    /// <summary>The step whose result is the list of a step for each element; -1 for another step.</summary>
    public int List { get; init; } = -1;

    /// <summary>Whether it takes the elements of that list as they come.</summary>
    public bool TakesOneByOne { get; init; }

    /// <summary>What happens to the elements, as a flow of independent steps.</summary>
    public OraclePlan? Elements { get; init; }

    public bool GivesResult => Inner is null && Elements is null;
}
