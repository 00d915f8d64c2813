using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fixes of FLOW103.</summary>
public class RaceFixTests
{
    private const string Race = """
        [Flow]
        public partial class Sample
        {
            private int _total; // of all

            [Step] private void A() => _total = 1;
            [Step] private void B() => Console.Write(_total);
        }
        """;

    [Fact]
    public Task Offers_a_dependency_and_a_lock() => VerifyFix.Offers(
        "FLOW103", Race, "Run 'B' after 'A'", "Hold the lock '_totalLock' in 'A' and 'B'");

    [Fact]
    [Fixes("FLOW103")]
    public Task Adds_the_dependency() => VerifyFix.One(
        "FLOW103", Race, Race.Replace("[Step] private void B", "[Step(nameof(A))] private void B", StringComparison.Ordinal));

    [Fact]
    [Fixes("FLOW103")]
    public Task Adds_a_lock() => VerifyFix.One(
        "FLOW103",
        Race,
        """
        [Flow]
        public partial class Sample
        {
            private int _total; // of all
            private readonly FlowLock _totalLock = new();

            [Step, WithLock(nameof(_totalLock))] private void A() => _total = 1;
            [Step, WithLock(nameof(_totalLock))] private void B() => Console.Write(_total);
        }
        """,
        "Hold the lock '_totalLock' in 'A' and 'B'");

    private const string ThreeRacingSteps = """
        [Flow]
        public partial class Sample(List<int> seen)
        {
            private static int s_count;
            [Step] private void A() { s_count++; seen.Add(1); }
            [Step(nameof(Z))] private void B() => s_count++;
            [Step] private void C() { s_count++; Console.Write(seen.Count); }
            [Step] private void Z() { }
        }
        """;

    [Fact]
    [Fixes("FLOW103")]
    public Task Adds_all_dependencies_without_a_cycle() => VerifyFix.All(
        "FLOW103",
        ThreeRacingSteps,
        """
        [Flow]
        public partial class Sample(List<int> seen)
        {
            private static int s_count;
            [Step] private void A() { s_count++; seen.Add(1); }
            [Step(nameof(Z), nameof(A), nameof(C))] private void B() => s_count++;
            [Step(nameof(A))] private void C() { s_count++; Console.Write(seen.Count); }
            [Step] private void Z() { }
        }
        """,
        "Run 'B' after 'A'");

    [Fact]
    [Fixes("FLOW103")]
    public Task Adds_each_lock_once() => VerifyFix.All(
        "FLOW103",
        ThreeRacingSteps,
        """
        [Flow]
        public partial class Sample(List<int> seen)
        {
            private readonly FlowLock _seenLock = new();

            private static int s_count;
            private static readonly FlowLock s_countLock = new();
            [Step, WithLock(nameof(s_countLock), nameof(_seenLock))] private void A() { s_count++; seen.Add(1); }
            [Step(nameof(Z)), WithLock(nameof(s_countLock))] private void B() => s_count++;
            [Step, WithLock(nameof(s_countLock), nameof(_seenLock))] private void C() { s_count++; Console.Write(seen.Count); }
            [Step] private void Z() { }
        }
        """,
        "Hold the lock 's_countLock' in 'A' and 'B'");

    [Fact]
    [Fixes("FLOW103")]
    public Task Uses_a_lock_that_one_step_already_holds() => VerifyFix.One(
        "FLOW103",
        [
            """
            [Flow]
            public partial class Sample
            {
                private readonly FlowLock _disk = new();
                [Step]
                [WithLock(nameof(_disk))]
                private void A() => Total = 1;
            }
            """,
            """
            partial class Sample
            {
                private int Total { get; set; }
                [Step] private void B() => Total = 2;
            }
            """,
        ],
        [
            """
            [Flow]
            public partial class Sample
            {
                private readonly FlowLock _disk = new();
                [Step]
                [WithLock(nameof(_disk))]
                private void A() => Total = 1;
            }
            """,
            """
            partial class Sample
            {
                private int Total { get; set; }
                [Step, WithLock(nameof(_disk))] private void B() => Total = 2;
            }
            """,
        ],
        "Hold the lock '_disk' in 'A' and 'B'");

    [Fact]
    public Task An_inherited_step_is_not_changed() => VerifyFix.Offers(
        "FLOW103",
        """
        public class Shared
        {
            protected int _x;
            [Step] protected void A() => _x = 1;
        }

        [Flow]
        public partial class Sample : Shared
        {
            [Step] private void B() => Console.Write(_x);
        }
        """,
        "Run 'B' after 'A'");
}
