using System.Globalization;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Moves a run to another version of its flow. All of it is stored, or nothing.</summary>
/// <param name="Run">The run; its version is one more than the stored one, and its fingerprint and signatures are those of the other version.</param>
/// <param name="Indexes">The new index of each stored step, by the old one.</param>
internal sealed record RunUpgrade(RunRecord Run, IReadOnlyDictionary<int, int> Indexes)
{
    /// <summary>
    /// Statements that renumber the rows of steps, chunks and held locks of the run <c>@id</c>. Where the number is part of a key, by way of negative numbers: no two rows ever
    /// have the same one.
    /// </summary>
    public IEnumerable<string> Renumber()
    {
        if (Indexes.Count == 0)
        {
            yield break;
        }

        string cases = string.Join(' ', Indexes.Select(static index => string.Create(CultureInfo.InvariantCulture, $"WHEN {index.Key} THEN {-1 - index.Value}")));
        foreach (string table in (string[])["flow_steps", "flow_chunks"])
        {
            yield return $"UPDATE {table} SET step = CASE step {cases} END WHERE run_id = @id";
            yield return $"UPDATE {table} SET step = -1 - step WHERE run_id = @id";
        }

        yield return $"UPDATE flow_lock_holders SET step = -1 - (CASE step {cases} ELSE -1 - step END) WHERE run_id = @id";
    }
}
