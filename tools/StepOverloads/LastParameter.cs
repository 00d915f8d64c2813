namespace AsyncFlow.StepOverloads;

/// <summary>
/// What a step's function takes last. Overloads that differ in it alone would make lambdas such as <c>x => 1</c> ambiguous, so those with
/// a context are extension methods: the compiler looks at them only if no method of the builder fits.
/// </summary>
/// <param name="Type">The parameter's type.</param>
/// <param name="Prefix">What the names of calls begin with.</param>
/// <param name="OfStep">The argument, given <c>run</c> and <c>step</c>.</param>
/// <param name="OfAttempt">The argument, given <c>attempts</c> and <c>token</c>.</param>
/// <param name="OfElement">The argument, given <c>element</c>.</param>
/// <param name="Doc">What the parameter is, as a sentence of documentation.</param>
public sealed record LastParameter(string Type, string Prefix, string OfStep, string OfAttempt, string OfElement, string Doc)
{
    /// <summary>A cancellation token.</summary>
    public static LastParameter Token { get; } = new(
        "CancellationToken", "Token", "run.TokenOf(step)", "token", "element.Token",
        "Its token is cancelled when the caller cancels the run and, with <see cref=\"FailureMode.Cancel\"/>, when another step fails.");

    /// <summary>A step's context.</summary>
    public static LastParameter Context { get; } = new(
        "StepContext", "Context", "run.Context(step)", "attempts.Context(token)", "element.Context",
        "Its context describes the step and the run, and has the run's cancellation token.");

    private bool IsExtension => this == Context;

    /// <summary>The beginning of the class that the methods are in.</summary>
    public string BuilderDeclaration => IsExtension
        ? "public static partial class FlowBuilderExtensions"
        : "public sealed partial class FlowBuilder";

    /// <summary>The beginning of a method's declaration.</summary>
    public string Modifiers => IsExtension ? "public static" : "public";

    /// <summary>The first parameter of a method, if it is the builder.</summary>
    public string Receiver => IsExtension ? "this FlowBuilder builder, " : "";

    /// <summary>What a method calls the builder's methods on.</summary>
    public string Call => IsExtension ? "NotNull(builder)." : "";

    /// <summary>The documentation of the first parameter.</summary>
    public string ReceiverDoc => IsExtension ? "    /// <param name=\"builder\">The builder.</param>\n" : "";
}
