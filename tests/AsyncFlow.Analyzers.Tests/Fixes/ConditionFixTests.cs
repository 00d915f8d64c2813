using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fixes of FLOW016 and FLOW018, and fixes of FLOW002, FLOW003, FLOW103 and FLOW204 for conditions and elements.</summary>
public class ConditionFixTests
{
    [Fact]
    [Fixes("FLOW016")]
    public Task Makes_all_parameters_nullable() => VerifyFix.All(
        "FLOW016",
        [
            """
            [Flow]
            public partial class Sample(bool on)
            {
                [Step, When(nameof(on))] private string Text() => "";
                [Step, When(nameof(on))] private int Number() => 1;
                [Step] private void A(
                    string text, // a text
                    int /* or none */ number,
                    string? known) { }
            }
            """,
            """
            partial class Sample
            {
                [Step] private void B([From(nameof(Number))] long wide, List<int>? none = null) { }
            }

            [Flow]
            public partial class Other
            {
                private bool On => true;
                [Step, When(nameof(On))] private (int, int)[] Pairs() => [];
                [Step] private void C((int, int)[] pairs) { }
            }
            """,
        ],
        [
            """
            [Flow]
            public partial class Sample(bool on)
            {
                [Step, When(nameof(on))] private string Text() => "";
                [Step, When(nameof(on))] private int Number() => 1;
                [Step] private void A(
                    string? text, // a text
                    int? /* or none */ number,
                    string? known) { }
            }
            """,
            """
            partial class Sample
            {
                [Step] private void B([From(nameof(Number))] long? wide, List<int>? none = null) { }
            }

            [Flow]
            public partial class Other
            {
                private bool On => true;
                [Step, When(nameof(On))] private (int, int)[] Pairs() => [];
                [Step] private void C((int, int)[]? pairs) { }
            }
            """,
        ]);

    [Fact]
    [Fixes("FLOW016")]
    public Task The_title_names_the_parameter() => VerifyFix.Offers(
        "FLOW016",
        """
        [Flow]
        public partial class Sample(bool on)
        {
            [Step, When(nameof(on))] private int[] Numbers() => [];
            [Step, When(nameof(on))] private bool Ask() => true;
            [Step] private void A(int[] numbers) { }
            [Step] private void B([Each(nameof(Numbers))] int number) { }
            [Step, When(nameof(Ask))] private void C() { }
        }
        """,
        "Make 'numbers' nullable");

    [Fact]
    [Fixes("FLOW018")]
    public Task Uses_the_suggested_condition() => VerifyFix.All(
        "FLOW018",
        """
        [Flow]
        public partial class Sample(bool enabled)
        {
            [Step] private bool Ready() => true;
            [Step, When("enabeld")] private void A() { }
            [Step]
            [When("Redy", Is = false)]
            private void B() { }
        }
        """,
        """
        [Flow]
        public partial class Sample(bool enabled)
        {
            [Step] private bool Ready() => true;
            [Step, When(nameof(enabled))] private void A() { }
            [Step]
            [When(nameof(Ready), Is = false)]
            private void B() { }
        }
        """);

    [Fact]
    [Fixes("FLOW003")]
    public Task Uses_the_suggested_list() => VerifyFix.One(
        "FLOW003",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int[] Numbers() => [];
            [Step] private void A([Each("Numbres", MaxConcurrency = 2)] int number) { }
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int[] Numbers() => [];
            [Step] private void A([Each(nameof(Numbers), MaxConcurrency = 2)] int number) { }
        }
        """);

    [Fact]
    [Fixes("FLOW002")]
    public Task Removes_only_names_in_Step() => VerifyFix.Offers(
        "FLOW002",
        """
        [Flow] public partial class Inner { [Step, Output] private bool A() => true; }

        [Flow]
        public partial class Sample
        {
            [Step, When(nameof(_inner))] private int[] A() => [];
            [Step] private int[] B([Each(nameof(A))] int x) => [x];
            [Step(nameof(B))] private readonly Inner _inner = new();
        }
        """,
        "Remove the dependency of '_inner' on 'B'");

    [Fact]
    [Fixes("FLOW103")]
    public Task Adds_a_lock_for_the_elements() => VerifyFix.One(
        "FLOW103",
        """
        [Flow]
        public partial class Sample
        {
            private int _sum;
            [Step] private int[] Numbers() => [];
            [Step] private void Add([Each(nameof(Numbers))] int x) => _sum += x;
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private int _sum;
            private readonly FlowLock _sumLock = new();
            [Step] private int[] Numbers() => [];
            [Step, WithLock(nameof(_sumLock))] private void Add([Each(nameof(Numbers))] int x) => _sum += x;
        }
        """,
        "Hold the lock '_sumLock' in 'Add'");
}
