namespace AsyncFlow;

/// <summary>
/// Says that this version of a <see cref="DurableAttribute">[Durable]</see> flow can go on with runs that an older version has started. Steps are matched by their
/// names. A run is taken over if its inputs and all steps that have started are unchanged; otherwise it stays parked, and says why.
/// </summary>
/// <param name="fingerprint">The fingerprint of the older version: that of its runs, for example in the column <c>fingerprint</c> of the table <c>flow_runs</c>.</param>
/// <remarks>
/// A step is unchanged if it has the same name, result type, condition and dependencies. What its body does is not compared. As long as a process with the older version
/// is there, its runs stay with it.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class CompatibleWithAttribute(string fingerprint) : Attribute
{
    /// <summary>The fingerprint of the older version.</summary>
    public string Fingerprint { get; } = fingerprint;
}
