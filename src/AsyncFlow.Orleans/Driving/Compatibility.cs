using AsyncFlow.CompilerServices;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Driving;

/// <summary>Decides whether a run can go on with another version of its flow.</summary>
internal static class Compatibility
{
    /// <summary>The signatures of a version as they are stored with a run.</summary>
    public static string SignaturesOf(DurableFlow flow) => string.Join('\n', flow.Signatures);

    /// <summary>What keeps a run from going on with a version.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stored">Its steps that have started.</param>
    /// <param name="flow">The version.</param>
    /// <returns>The reason, as the end of a sentence; null if it can go on.</returns>
    public static string? FindObstacle(RunRecord run, IReadOnlyList<StepRecord> stored, DurableFlow flow)
    {
        if (!flow.CompatibleWith.Contains(run.Fingerprint))
        {
            return $"it needs a process that has version {run.Fingerprint} of '{run.Flow}', or a version with [CompatibleWith(\"{run.Fingerprint}\")]. Version {flow.Fingerprint} is neither";
        }

        // The first one is that of the inputs.
        string[] old = run.Signatures.Split('\n');
        if (old[0] != flow.Signatures[0])
        {
            return $"the inputs of '{run.Flow}' have changed";
        }

        string[] unchanged = [.. old.Intersect(flow.Signatures)];
        foreach (string name in stored.Select(static step => step.Name))
        {
            if (flow.Plan.Steps.All(step => step.Name != name))
            {
                return $"step '{name}' has started, and version {flow.Fingerprint} of '{run.Flow}' does not have it";
            }

            if (!unchanged.Any(signature => signature.StartsWith(name + " ", StringComparison.Ordinal)))
            {
                return $"step '{name}' has started, and its result type, condition or dependencies are others in version {flow.Fingerprint} of '{run.Flow}'";
            }
        }

        return null;
    }

    /// <summary>Describes how the run is moved to the version, to which there is no obstacle.</summary>
    public static RunUpgrade Upgrade(RunRecord run, IReadOnlyList<StepRecord> stored, DurableFlow flow, DateTimeOffset now) => new(
        run with { Version = run.Version + 1, Fingerprint = flow.Fingerprint, Signatures = SignaturesOf(flow), UpdatedAt = now },
        stored.ToDictionary(static step => step.Step, step => flow.Plan.Steps.Single(planned => planned.Name == step.Name).Index));
}
