using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW020: inputs of a flow.</summary>
public class InputRuleTests
{
    [Fact]
    [Fires("FLOW020")]
    public Task Parameters_of_one_name_have_one_type() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A([Input] int {|FLOW020+:x|}) { }
            [Step] private void B([Input] long {|FLOW020:x|}) { }
        }
        """,
        "'x' cannot be an [Input] of 'Sample': 'A' takes it as 'int', but 'B' as 'long'; use one type, or two names");

    [Fact]
    [Fires("FLOW020")]
    public Task Parameters_of_one_name_have_one_default() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A([Input] string {|FLOW020+:y|} = "a") { }
            [Step] private void B([Input] string {|FLOW020:y|} = "b") { }
        }
        """,
        "'y' cannot be an [Input] of 'Sample': its default is \"a\" in 'A', but \"b\" in 'B'; use one default, or two names");

    [Fact]
    [Silent("FLOW020")]
    public Task Names_of_tuple_elements_and_nullability_may_differ() => Verify.Silent(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A([Input] (int A, int B) pair, [Input] string text, [Input] int more = 1) { }
            [Step] private void B([Input] (int C, int D) pair, [Input] string? text, [Input] int more) { }
        }
        """);
}
