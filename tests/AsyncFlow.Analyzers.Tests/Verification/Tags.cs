namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>The test shows that a rule reports what it should.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FiresAttribute(string id) : Attribute
{
    /// <summary>The rule.</summary>
    public string Id { get; } = id;
}

/// <summary>The test shows that a rule keeps silent where it nearly applies.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SilentAttribute(string id) : Attribute
{
    /// <summary>The rule.</summary>
    public string Id { get; } = id;
}

/// <summary>The test shows what a rule's code fix makes of the source.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FixesAttribute(string id) : Attribute
{
    /// <summary>The rule.</summary>
    public string Id { get; } = id;
}
