using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW023: results that a journal cannot keep.</summary>
public class KeepRuleTests
{
    [Fact]
    [Fires("FLOW023")]
    public Task Streams_owned_results_and_dynamic_results_cannot_be_kept() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, {|FLOW023:Keep|}] private IEnumerable<int> A() => [1];
            [Step, {|FLOW023:Keep|}] private async IAsyncEnumerable<string> B() { await Task.Yield(); yield return ""; }
            [Step, {|FLOW023:Keep(Version = 2)|}, Owned] private Stream C() => Stream.Null;
            [Step, {|FLOW023:Keep|}] private Task<dynamic> D() => Task.FromResult<dynamic>(1);
            [Step] private void Use([From(nameof(A))] IEnumerable<int> a, [From(nameof(B))] IAsyncEnumerable<string> b, [From(nameof(C))] Stream c, [From(nameof(D))] object d) { }
        }
        """,
        "The result of step 'A' cannot be kept: 'IEnumerable<int>' can be a stream, which is read only once; return a list or an array",
        "The result of step 'B' cannot be kept: 'IAsyncEnumerable<string>' can be a stream, which is read only once; return a list or an array",
        "The result of step 'C' cannot be kept: the run disposes of it; remove [Owned] or [Keep]",
        "The result of step 'D' cannot be kept: its type is dynamic, so it is not known how to read it; give it a type");

    [Fact]
    [Silent("FLOW023")]
    public Task Lists_elements_and_steps_without_a_result_can_be_kept() => Verify.Silent(
        """
        [Flow]
        public partial class Sample<T> where T : class
        {
            [Step, Keep] private string[] Names() => [];
            [Step, Keep(Version = 3)] private int A([Each(nameof(Names))] string name) => name.Length;
            [Step, Keep] private Task<IReadOnlyList<T?>> B() => Task.FromResult<IReadOnlyList<T?>>([]);
            [Step, Keep] private string? C() => null;
            [Step, Keep] private void D() { }
            [Step] private void Use(IReadOnlyList<int> a, IReadOnlyList<T?> b, string? c) { }
        }
        """);

    [Fact]
    [Fires("FLOW010")]
    public Task It_applies_to_steps_only() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A() { }
            [{|FLOW010:Keep|}] private int B() => 1;
        }
        """,
        "[Keep] has no effect on the method 'B' because 'B' is not a step");
}
