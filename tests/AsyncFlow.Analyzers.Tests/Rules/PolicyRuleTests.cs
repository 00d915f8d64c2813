using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW021: policies, and locks for each attempt.</summary>
public class PolicyRuleTests
{
    // The generator knows Polly's types by their names.
    private const string Polly = """
        namespace Polly
        {
            public sealed class ResiliencePipeline { }
            public sealed class ResiliencePipeline<T> { }
        }
        """;

    [Fact]
    [Fires("FLOW021")]
    public Task Names_that_are_not_policies() => Verify.Reports(
        ["""
        [Flow]
        public partial class Sample(IStepPolicy retry)
        {
            private readonly Polly.ResiliencePipeline<string> _text = new();
            private readonly object _other = new();
            [Step, WithPolicy({|FLOW021:"rtery"|})] private void A() { }
            [Step, WithPolicy({|FLOW021:nameof(_other)|}, nameof(retry))] private void B() { }
            [Step, WithPolicy({|FLOW021:nameof(_text)|})] private void C() { }
            [Step, WithPolicy({|FLOW021:nameof(_text)|})] private Task<int> D() => Task.FromResult(1);
            [Step, WithPolicy({|FLOW021:nameof(Policy)|})] private void E() { }
            [Step, WithPolicy({|FLOW021:null!|})] private void F(int d) { }
            private IStepPolicy Policy() => retry;
        }
        """, Polly],
        "Step 'A' cannot run under 'rtery': 'Sample' has no such field, property or primary-constructor parameter; did you mean 'retry'?",
        "Step 'B' cannot run under '_other': its type 'object' is not a policy; use Polly's ResiliencePipeline or a class that implements IStepPolicy",
        "Step 'C' cannot run under '_text': it is for results of type 'string', and the step has none; use a ResiliencePipeline",
        "Step 'D' cannot run under '_text': it is for results of type 'string', and that of the step is 'int'; use a ResiliencePipeline or a ResiliencePipeline<int>",
        "Step 'E' cannot run under 'Policy': it is neither a field nor a property",
        "Step 'F' cannot run under 'null': 'Sample' has no such field, property or primary-constructor parameter");

    [Fact]
    [Fires("FLOW021")]
    public Task Names_of_the_class_that_are_not_policies() => Verify.Reports(
        ["""
        [Flow, WithPolicy({|FLOW021:"rtery"|}, nameof(retry), {|FLOW021:nameof(_other)|}, {|FLOW021:nameof(_text)|}, nameof(_number))]
        public partial class Sample(IStepPolicy retry)
        {
            private readonly Polly.ResiliencePipeline<string> _text = new();
            private readonly Polly.ResiliencePipeline<int> _number = new();
            private readonly object _other = new();
            [Step, Output] private int A() => 1;
        }
        [Flow, WithPolicy({|FLOW021:nameof(_text)|})]
        public partial class Silent
        {
            private readonly Polly.ResiliencePipeline<string> _text = new();
            [Step] private void A() { }
        }
        [Flow, WithPolicy({|FLOW021:nameof(Retry)|})]
        public partial class Streaming
        {
            private IStepPolicy Retry => null!;
            [Step] private int[] Numbers() => [1];
            [Step, Output(Stream = true)] private int A([Each(nameof(Numbers))] int number) => number;
        }
        """, Polly],
        "Flow 'Sample' cannot run under 'rtery': 'Sample' has no such field, property or primary-constructor parameter; did you mean 'retry'?",
        "Flow 'Sample' cannot run under '_other': its type 'object' is not a policy; use Polly's ResiliencePipeline or a class that implements IStepPolicy",
        "Flow 'Sample' cannot run under '_text': it is for results of type 'string', and that of the flow is 'int'; use a ResiliencePipeline or a ResiliencePipeline<int>",
        "Flow 'Silent' cannot run under '_text': it is for results of type 'string', and the flow has no output; use a ResiliencePipeline",
        "Flow 'Streaming' cannot run under 'Retry': elements that were taken cannot be taken back for another run; put the policy on the steps");

    [Fact]
    [Silent("FLOW021")]
    public Task Policies() => Verify.Silent(
        """
        [Flow]
        public partial class Sample(IStepPolicy retry)
        {
            private static IStepPolicy? Twice { get; }
            [Step, WithPolicy(nameof(retry), nameof(Twice)), Output] private Task<string> A() => Task.FromResult("");
            [Step, WithPolicy(nameof(retry))] private void B([Each(nameof(C))] char letter) { }
            [Step, WithPolicy(nameof(retry))] private char[] C() => [];
        }
        """);

    [Fact]
    [Fires("FLOW010")]
    public Task A_policy_of_a_method_that_is_not_a_step() => Verify.Reports(
        """
        [Flow]
        public partial class Sample(IStepPolicy retry)
        {
            [Step, WithPolicy(nameof(retry))] private void A() => B();
            [{|FLOW010:WithPolicy(nameof(retry))|}] private void B() { }
        }
        """,
        "[WithPolicy] has no effect on the method 'B' because 'B' is not a step");

    [Fact]
    [Fires("FLOW007")]
    public Task Locks_of_which_only_some_are_for_each_attempt() => Verify.Reports(
        """
        [Flow] public partial class Inner { [Step] private void A() { } }

        [Flow]
        public partial class Sample(IStepPolicy retry, FlowLock a, FlowLock b)
        {
            [Step, WithPolicy(nameof(retry)), WithLock(nameof(a)), WithLock({|FLOW007:nameof(b)|}, PerAttempt = true)] private void A() { }
            [Step, WithPolicy(nameof(retry)), WithLock(nameof(b), PerAttempt = true), WithLock({|FLOW007:nameof(a)|})] private void B() { }
            [Step, WithPolicy(nameof(retry)), WithLock({|FLOW007:nameof(a)|}, PerAttempt = true)] private readonly Inner _inner = new();
            [Step, WithPolicy(nameof(retry)), WithLock(nameof(a), nameof(b), PerAttempt = true)] private void C() { }
        }
        """,
        "Step 'A' cannot hold 'b': all attempts share 'a'; set PerAttempt for both locks, or for neither",
        "Step 'B' cannot hold 'a': each attempt takes 'b'; set PerAttempt for both locks, or for neither",
        "Step '_inner' cannot hold 'a': a step that runs a flow holds its locks across all attempts; remove PerAttempt");

    [Fact]
    [Fires("FLOW021")]
    public Task Policies_in_a_composition() => Verify.Reports(
        """
        using static AsyncFlow.Compose;

        [Flow]
        public partial class Sample(IStepPolicy retry)
        {
            private readonly object _other = new();
            [Composition] private FlowNode All => Series(
                WithPolicy(A, retry),
                WithPolicy(B, {|FLOW021:_other|}, retry),
                WithPolicy(C, {|FLOW011:Make()|}),
                {|FLOW011:WithPolicy(D)|});
            private void A() { }
            private void B() { }
            private void C() { }
            private void D() { }
            private IStepPolicy Make() => retry;
        }
        """,
        "Step 'B' cannot run under '_other': its type 'object' is not a policy; use Polly's ResiliencePipeline or a class that implements IStepPolicy",
        "'Make()' cannot be read at compile time: a policy must be a field, a property or a primary-constructor parameter",
        "'WithPolicy(D)' cannot be read at compile time: it has no policy; add a policy after the step, or remove WithPolicy");

    [Fact]
    [Fixes("FLOW021")]
    public Task The_suggested_policy_is_used() => VerifyFix.All(
        "FLOW021",
        """
        [Flow]
        public partial class Sample(IStepPolicy retry)
        {
            [Step, WithPolicy("rtery")] private void A() { }
        }
        """,
        """
        [Flow]
        public partial class Sample(IStepPolicy retry)
        {
            [Step, WithPolicy(nameof(retry))] private void A() { }
        }
        """,
        "Use nameof(retry)");

    [Fact]
    [Fixes("FLOW021")]
    public Task The_suggested_policy_of_the_class_is_used() => VerifyFix.All(
        "FLOW021",
        """
        [Flow, WithPolicy("rtery")]
        public partial class Sample(IStepPolicy retry)
        {
            [Step] private void A() { }
        }
        """,
        """
        [Flow, WithPolicy(nameof(retry))]
        public partial class Sample(IStepPolicy retry)
        {
            [Step] private void A() { }
        }
        """,
        "Use nameof(retry)");
}
