namespace AsyncFlow.Generator.Model;

/// <summary>The values of the attribute that marks generated members, and what other parts know of those members.</summary>
internal static class GeneratedBy
{
    public const string Name = "AsyncFlow";

    /// <summary>The member that gives all results of a flow whose <c>ExecuteAsync</c> gives them as they come.</summary>
    public const string ListMember = "ExecuteToListAsync";

    public static readonly string Version = typeof(GeneratedBy).Assembly.GetName().Version.ToString(3);
}
