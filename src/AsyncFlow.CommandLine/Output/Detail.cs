namespace AsyncFlow.CommandLine.Output;

/// <summary>How much is printed.</summary>
internal enum Detail
{
    /// <summary>Failures only.</summary>
    Failures,

    /// <summary>Failures, and on a terminal what happens, while it happens.</summary>
    Progress,

    /// <summary>What happens, and a table of what happened.</summary>
    Steps,
}
