namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>What became of a step, as the <see cref="Oracle"/> says.</summary>
internal sealed class OracleState
{
    public StepStatus Status { get; set; }

    public bool IsDecided { get; set; }

    public bool IsHandled { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    public int Attempts { get; set; }

    public Oracle? Within { get; set; }
}
