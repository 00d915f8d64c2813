using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW022: methods that stop steps, and FLOW003 for the steps that they name.</summary>
public class StopRuleTests
{
    [Fact]
    [Fires("FLOW022")]
    public Task A_method_has_one_step_and_a_signature_that_a_host_can_call() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A() { }
            [Step, Stops({|FLOW022:nameof(A)|})] private void B() { }
            [Stops({|FLOW022:nameof(B)|})] private int C() => 1;
            [Stops({|FLOW022:nameof(B)|})] private void D<T>() { }
            [Stops({|FLOW022:nameof(B)|})] private async void E() => await Task.Yield();
            [Stops({|FLOW022:nameof(B)|})] private void F(ref int value) { }
            [Stops(nameof(B))] private void G() { }
            [Stops({|FLOW022:nameof(B)|})] private void H() { }
        }
        """,
        "'B' cannot stop step 'A': it is a step itself",
        "'C' cannot stop step 'B': it does not return void, a Task or a ValueTask",
        "'D' cannot stop step 'B': it is generic, and its type arguments are unknown",
        "'E' cannot stop step 'B': 'async void' cannot be awaited; return Task",
        "'F' cannot stop step 'B': its parameter 'value' is passed by reference",
        "'H' cannot stop step 'B': 'G' stops it already");

    [Fact]
    [Fires("FLOW022")]
    public Task A_parameter_takes_what_is_certain_to_be_there() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private static bool IsOn => true;
            [Step] private string A() => "";
            [Step, When(nameof(IsOn))] private Uri B(string a) => new(a);
            [Step, Owned] private Stream C() => Stream.Null;
            [Step] private int D() => 1;
            [Step] private int E() => 1;
            [Step] private void F(string a, Uri? b, Stream c, [From(nameof(D))] int d, [From(nameof(E))] int e) { }
            [Step] private void G(StepOutcome<string> a) { }
            [Stops({|FLOW022:nameof(F)|})] private void StopF(int number) { }
            [Stops({|FLOW022:nameof(G)|})] private void StopG(string text) { }
            [Stops({|FLOW022:nameof(B)|})] private void StopB(Stream other) { }
            [Stops({|FLOW022:nameof(C)|})] private void StopC(Stream own) { }
            [Stops({|FLOW022:nameof(D)|})] private void StopD([From(nameof(E))] int e) { }
        }
        """,
        "'StopF' cannot stop step 'F': its parameter 'number' needs 'int', which several steps produce: 'D', 'E'; choose one with [From]",
        "'StopG' cannot stop step 'G': its parameter 'text' needs 'string', which neither 'G' nor a step that is certain to have succeeded before it produces",
        "'StopB' cannot stop step 'B': its parameter 'other' needs 'Stream', which neither 'B' nor a step that is certain to have succeeded before it produces",
        "'StopC' cannot stop step 'C': its parameter 'own' takes the result of 'C', which the run owns and has disposed of; remove [Owned]",
        "'StopD' cannot stop step 'D': its parameter 'e' cannot take a 'int' from 'E', which is not 'D' or a step that is certain to have succeeded before it");

    [Fact]
    [Fires("FLOW022")]
    public Task A_static_flow_has_no_instance_to_stop() => Verify.Reports(
        """
        [Flow]
        public static partial class Sample
        {
            [Step] private static void A() { }
            [Stops({|FLOW022:nameof(A)|})] private static void B() { }
        }
        """,
        "'B' cannot stop step 'A': 'Sample' is static, and a host runs an instance");

    [Fact]
    [Fires("FLOW003")]
    public Task The_step_that_a_method_names_exists() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void StartDb() { }
            [Stops({|FLOW003:"StartDB"|})] private void StopDb() { }
            [Stops({|FLOW003:null!|})] private void StopAll() { }
        }
        """,
        "'StartDB' is not a step of 'Sample'; did you mean 'StartDb'?",
        "'null' is not a step of 'Sample'");

    [Fact]
    [Silent("FLOW022")]
    public Task Results_of_the_step_and_of_those_before_it_are_fine() => Verify.Silent(
        """
        public abstract class Shared
        {
            [Step] protected MemoryStream Open() => new();
            [Stops(nameof(Open))] protected ValueTask Close(Stream stream) => stream.DisposeAsync();
        }

        [Flow]
        public partial class Sample : Shared
        {
            [Step] private Task<string> Start(MemoryStream stream, CancellationToken ct) => Task.FromResult("");
            [Step] private int[] Numbers() => [1];
            [Step] private Task<string> Each([Each(nameof(Numbers))] int number) => Task.FromResult("");
            [Stops(nameof(Start))] private Task<int> Stop(CancellationToken ct, string own, [From(nameof(Open))] Stream stream) => Task.FromResult(1);
            [Stops(nameof(Each))] private void StopEach(IReadOnlyList<string> all, IEnumerable<int> numbers) { }
        }
        """);
}
