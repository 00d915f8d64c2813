using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW019: results that the run owns.</summary>
public class OwnedRuleTests
{
    [Fact]
    [Fires("FLOW019")]
    public Task A_result_that_is_owned_can_be_disposed_and_is_not_the_output() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, {|FLOW019:Owned|}] private int A() => 1;
            [Step, {|FLOW019:Owned|}] private void B() { }
            [Step, {|FLOW019:Owned|}, Output] private Stream C() => Stream.Null;
        }
        """,
        "'Sample' cannot own the result of step 'A': its result 'int' is neither IAsyncDisposable nor IDisposable",
        "'Sample' cannot own the result of step 'B': it has no result",
        "'Sample' cannot own the result of step 'C': its result is the output, which the caller gets after the run has ended; let the caller dispose it");

    [Fact]
    [Silent("FLOW019")]
    public Task Both_interfaces_and_elements_of_lists_are_fine() => Verify.Silent(
        """
        [Flow]
        public partial class Sample<T> where T : class, IDisposable
        {
            [Step] private string[] Names() => [];
            [Step, Owned] private Stream A([Each(nameof(Names))] string name) => File.OpenRead(name);
            [Step, Owned] private Task<T> B() => Task.FromException<T>(new NotSupportedException());
        }
        """);
}
