namespace AsyncFlow.Reports;

/// <summary>A lock that a step held.</summary>
/// <param name="Id">A number that no other lock of the process has.</param>
/// <param name="Name">The name under which the step declares it.</param>
/// <param name="Permits">How many can hold it at the same time; 0 if the lock does not tell.</param>
internal readonly record struct HeldLockInfo(long Id, string Name, int Permits)
{
    /// <summary>How long the step waited for it, while it held those before.</summary>
    public TimeSpan Wait { get; init; }
}
