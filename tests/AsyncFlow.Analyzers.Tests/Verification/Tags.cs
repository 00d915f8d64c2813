namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>Marks a test of what a rule reports.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FiresAttribute(string id) : Attribute
{
    /// <summary>The id of the rule.</summary>
    public string Id { get; } = id;
}

/// <summary>Marks a test of what a rule does not report.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SilentAttribute(string id) : Attribute
{
    /// <summary>The id of the rule.</summary>
    public string Id { get; } = id;
}

/// <summary>Marks a test of a rule's code fix.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FixesAttribute(string id) : Attribute
{
    /// <summary>The id of the rule.</summary>
    public string Id { get; } = id;
}
