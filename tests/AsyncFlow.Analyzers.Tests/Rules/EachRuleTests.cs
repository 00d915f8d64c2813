using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>
/// FLOW003, FLOW004, FLOW006, FLOW010, FLOW015, FLOW103 to FLOW106 and FLOW201 to FLOW204 for steps that run once for each
/// element.
/// </summary>
public class EachRuleTests
{
    [Fact]
    [Fires("FLOW003")]
    [Fires("FLOW004")]
    public Task Invalid_lists() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int[] Numbers() => [];
            [Step] private int Number() => 1;
            [Step(nameof(Number))] private void Nothing() { }
            [Step] private void A([Each({|FLOW003:"Numbres"|})] int x) { }
            [Step] private void B([Each({|FLOW004:nameof(Number)|})] int x) { }
            [Step] private void C([Each({|FLOW004:nameof(Nothing)|})] int x) { }
            [Step] private void D([Each({|FLOW004:nameof(Numbers)|})] string x) { }
        }
        """,
        "'Numbres' is not a step of 'Sample'; did you mean 'Numbers'?",
        "Parameter 'x' of step 'B' needs 'int' elements, but 'Number' produces 'int'",
        "Parameter 'x' of step 'C' needs 'int' elements, but 'Nothing' has no result",
        "Parameter 'x' of step 'D' needs 'string' elements, but 'Numbers' produces 'int[]'");

    [Fact]
    [Fires("FLOW006")]
    [Fires("FLOW015")]
    public Task Invalid_elements() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int[] Numbers() => [];
            [Step] private void A([Each(nameof(Numbers))] int x, [{|FLOW006:Each(nameof(Numbers))|}] int y) { }
            [Step] private void B([Each(nameof(Numbers)), {|FLOW006:From(nameof(Numbers))|}] int x) { }
            [Step] private void C([Each(nameof(Numbers), MaxConcurrency = {|FLOW015:-1|})] int x) { }
        }
        """,
        "'A' cannot be a step of 'Sample': it can have only one [Each] parameter; combine the lists in an earlier step",
        "'B' cannot be a step of 'Sample': its parameter 'x' has both [Each] and [From]; use one of them",
        "MaxConcurrency of 'x' cannot be -1; use 0 for no limit");

    [Fact]
    [Fires("FLOW010")]
    public Task Attributes_on_members_that_are_not_steps() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _lock = new();
            [Step] private void A() { }
            [{|FLOW010:When("B")|}] private void C([Each("A")] int x) { }
            [{|FLOW010:When("B")|}] public bool B = true;
            [{|FLOW010:WithLock(nameof(_lock))|}, Output] public bool D { get; set; }
        }
        """,
        "[When] has no effect on the method 'C' because 'C' is not a step",
        "[When] has no effect on the field 'B' because 'B' is not a step",
        "[WithLock] has no effect on the property 'D' because 'D' is not a step");

    [Fact]
    [Silent("FLOW004")]
    [Silent("FLOW006")]
    [Silent("FLOW010")]
    [Silent("FLOW015")]
    public Task All_kinds_of_lists() => Verify.Silent("""
        public sealed class Both : List<string>, IEnumerable<int>
        {
            IEnumerator<int> IEnumerable<int>.GetEnumerator() => throw new NotSupportedException();
        }

        [Flow]
        public partial class Sample<T> where T : IReadOnlyCollection<string>
        {
            [Step] private int[] Numbers() => [];
            [Step] private Task<Dictionary<string, int>> Map() => Task.FromResult(new Dictionary<string, int>());
            [Step] private T Given() => throw new NotSupportedException();
            [Step] private Both Two() => new();
            [Step] private void A([Each(nameof(Numbers), MaxConcurrency = 0)] object x) { }
            [Step] private void B([Each(nameof(Map))] KeyValuePair<string, int> pair, CancellationToken ct) { }
            [Step] private void C([Each(nameof(Given))] IComparable<string> text) { }
            [Step] private string D([Each(nameof(Two))] int number) => $"{number}";
            [Step] private void E([Each(nameof(D))] string text, IReadOnlyList<string> all) { }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Elements_race_with_each_other() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowSemaphore _two = new({|FLOW203:2|});
            private readonly List<int> _seen = [];
            private int _sum;
            [Step] private int[] Numbers() => [];
            [Step] private void Add([Each(nameof(Numbers))] int x) => {|FLOW103#a+:{|FLOW103#a:_sum|}|} += x;
            [Step(nameof(Add)), WithLock(nameof(_two))] private async Task Note([Each(nameof(Numbers), MaxConcurrency = 2)] int x) { await Task.Yield(); Remember(x); }
            private void Remember(int x) => {|FLOW103#b+:{|FLOW103#b:_seen|}|}.Add(x);
        }
        """,
        "Data race on '_sum': step 'Add' writes it while step 'Add' writes it too for another element; hold a lock, or return a result instead",
        "Data race on '_seen': step 'Note' writes it while step 'Note' writes it too for another element; hold a lock, or return a result instead",
        "Steps never wait for '_two' (permits: 2; steps that hold it: 2); reduce the permits or remove the semaphore");

    [Fact]
    [Silent("FLOW103")]
    public Task Elements_that_do_not_race() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _lock = new();
            private int _sum, _count, _last, _read = 1;
            [Step] private int[] Numbers() => [];
            [Step, WithLock(nameof(_lock))] private void Add([Each(nameof(Numbers))] int x) => _sum += x;
            [Step] private void Count([Each(nameof(Numbers))] int x) => Interlocked.Add(ref _count, x + _read);
            [Step] private void OneByOne([Each(nameof(Numbers), MaxConcurrency = 1)] int x) => _last = x;
        }

        [Flow(SingleThreaded = true)]
        public partial class Loop
        {
            private int _sum;
            [Step] private int[] Numbers() => [];
            [Step] private async Task Add([Each(nameof(Numbers))] int x) { await Task.Yield(); _sum += x; }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task A_condition_is_read_when_its_step_is_ready() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _lock = new();
            private bool _late, _known;
            private bool IsKnown() => {|FLOW103#b+:_known|};
            [Step, WithLock(nameof(_lock))] private void Look() { {|FLOW103#a:_late|} = true; {|FLOW103#b:_known|} = true; }
            [Step, When({|FLOW103#a+:nameof(_late)|}), WithLock(nameof(_lock))] private void Hurry() { }
            [Step, When(nameof(IsKnown))] private void Skip() { }
            [Step(nameof(Look)), When(nameof(_late))] private void Ordered() { }
        }
        """,
        "Data race on '_late': step 'Look' writes it while step 'Hurry' reads it; add a dependency between the steps, or hold a common lock",
        "Data race on '_known': step 'Look' writes it while step 'Skip' reads it; add a dependency between the steps, or hold a common lock");

    [Fact]
    [Fires("FLOW104")]
    [Fires("FLOW105")]
    public Task Steps_for_elements_are_analyzed_like_other_steps() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _lock = new();
            [Step] private int[] Numbers() => [];
            [Step, WithLock(nameof(_lock))]
            private async Task A([Each(nameof(Numbers))] int x)
            {
                Thread.{|FLOW104:Sleep|}(x);
                using ({|FLOW105:await _lock.EnterAsync()|}) { }
            }
        }
        """);

    [Fact]
    [Fires("FLOW106")]
    [Silent("FLOW106")]
    public Task Nullable_elements() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private string?[] Texts() => [];
            [Step] private void A([Each(nameof(Texts))] {|FLOW106:string|} text) { }
            [Step] private void B([Each(nameof(Texts))] string? text) { }
        }
        """,
        "Step 'Texts' may return null, but parameter 'text' of step 'A' is not nullable; make it 'string?' or make the result of 'Texts' non-nullable");

    [Fact]
    [Fires("FLOW201")]
    [Fires("FLOW204")]
    public Task Conditions_and_elements_make_names_redundant() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private bool Ask() => true;
            [Step] private int[] Numbers() => [];
            [Step({|FLOW201:nameof(Ask)|}), When(nameof(Ask))] private void A() { }
            [Step({|FLOW201:nameof(Numbers)|})] private void B([Each({|FLOW204:"Numbers"|})] int x) { }
            [Step({|FLOW201:nameof(Ask)|}, nameof(A)), When({|FLOW204:"Ask"|})] private void C() { }
        }
        """,
        "Step 'A' does not need to name 'Ask': its result is the condition",
        "Step 'B' does not need to name 'Numbers': parameter 'x' takes the elements of its result",
        "Use nameof(Numbers), which is updated when the step is renamed",
        "Step 'C' does not need to name 'Ask': its result is the condition",
        "Use nameof(Ask), which is updated when the step is renamed");

    [Fact]
    [Fires("FLOW202")]
    [Silent("FLOW202")]
    public Task Unused_results_of_elements() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            [Step] private int[] Numbers() => [];
            [Step] private {|FLOW202:int|} A([Each(nameof(Numbers))] int x) => x;
            [Step] private bool Ask([Each(nameof(Numbers))] int x) => x > 0;
            [Step] private bool Any([From(nameof(Ask))] IEnumerable<bool> all) => all.Any();
            [Step, When(nameof(Any))] private void B() { }
        }
        """);

    [Fact]
    [Fires("FLOW203")]
    [Silent("FLOW203")]
    public Task Elements_count_as_users_of_a_semaphore() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowSemaphore _net = new(4);
            private readonly FlowSemaphore _disk = new({|FLOW203:5|});
            [Step] private int[] Numbers() => [];
            [Step, WithLock(nameof(_net))] private void A([Each(nameof(Numbers))] int x) { }
            [Step, WithLock(nameof(_disk))] private void B([Each(nameof(Numbers), MaxConcurrency = 4)] int x) { }
            [Step, WithLock(nameof(_disk))] private void C() { }
        }
        """,
        "Steps never wait for '_disk' (permits: 5; steps that hold it: 5); reduce the permits or remove the semaphore");
}
