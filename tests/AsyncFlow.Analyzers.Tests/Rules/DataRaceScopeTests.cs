using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW103: which steps can run at the same time, and which code belongs to a step.</summary>
public class DataRaceScopeTests
{
    [Fact]
    [Silent("FLOW103")]
    public Task Ordered_steps() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private int _x;
            [Step] private int A() => _x++;
            [Step(nameof(A))] private void B() => _x++;
            [Step(nameof(B))] private void C() => _x++;
            [Step, Output] private int D(int a) => a;
            [Step(nameof(C), nameof(D))] private void E() => _x++;
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Concurrent_steps_after_a_common_upstream_step() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private int _x;
            [Step] private void A() => _x = 1;
            [Step(nameof(A))] private void B() => {|FLOW103:_x|} = 2;
            [Step(nameof(A))] private void C() => Console.Write({|FLOW103+:_x|});
            [Step(nameof(B), nameof(C))] private void D() => _x = 3;
        }
        """);

    [Fact]
    [Silent("FLOW103")]
    public Task A_single_threaded_flow_never_runs_two_async_steps_at_once() => Verify.Silent("""
        [Flow(SingleThreaded = true)]
        public partial class Sample
        {
            private int _x;
            [Step] private async Task A() { await Task.Yield(); _x++; }
            [Step] private async ValueTask B() { await Task.Yield(); _x++; }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task A_single_threaded_flow_runs_synchronous_steps_on_other_threads() => Verify.Reports("""
        [Flow(SingleThreaded = true)]
        public partial class Sample
        {
            private int _x;
            [Step] private async Task A() { await Task.Yield(); {|FLOW103:_x|}++; }
            [Step] private void B() => Console.Write({|FLOW103+:_x|});
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Helper_methods_belong_to_the_steps_that_call_them() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private int _x;
            private static int s_y;
            [Step] private void A() => One();
            [Step] private void B() { Two(3); Items.ForEach(Each); }
            private void One() => Two(1);
            private void Two(int n) { if (n > 0) { Two(n - 1); } {|FLOW103#x:{|FLOW103#x+:_x|}|} = n; Three(); }
            private static void Three() { {|FLOW103#y:{|FLOW103#y+:s_y|}|}++; }
            private void Each(int n) => Console.Write(n + _x);
            private List<int> Items { get; } = [];
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Steps_that_call_steps() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private int _x;
            public int X => _x;
            [Step] private void A() => {|FLOW103:{|FLOW103+:_x|}|} = 1;
            [Step] private void B() => A();
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Partial_classes_in_several_files() => Verify.Reports(
    [
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A() => {|FLOW103:_x|} = 1;
        }
        """,
        """
        public partial class Sample
        {
            private int _x;
            [Step] private void B() => Show();
            private partial void Show();
        }
        """,
        """
        public partial class Sample
        {
            private partial void Show() => Console.Write({|FLOW103+:_x|});
        }
        """,
    ]);

    [Fact]
    [Fires("FLOW103")]
    public Task Inherited_steps_and_members() => Verify.Reports(
    [
        """
        public abstract class Shared<T>
        {
            protected int _x;
            [Step] protected void A() { Hook(); Common(); }
            protected virtual void Hook() { }
            protected void Common() => {|FLOW103#x:_x|} = 1;
        }
        """,
        """
        [Flow]
        public partial class Sample : Shared<int>
        {
            private int _y;
            [Step] private void B() => Console.Write({|FLOW103#x+:_x|} + {|FLOW103#y+:_y|});
            protected override void Hook() { base.Hook(); {|FLOW103#y:_y|} = 1; }
        }
        """,
    ]);

    [Fact]
    [Fires("FLOW103")]
    public Task Generic_nested_and_static_flows() => Verify.Reports("""
        public static partial class Outer<T>
        {
            [Flow]
            public partial class Inner<U>
            {
                private T? _x;
                [Step] private void A(CancellationToken ct) => {|FLOW103#x:_x|} = default;
                [Step] private void B() => Console.Write({|FLOW103#x+:_x|});
            }
        }

        [Flow]
        public static partial class Fixed
        {
            private static int s_x;
            [Step] private static void A() => {|FLOW103:s_x|} = 1;
            [Step] private static void B() => Console.Write({|FLOW103+:s_x|});
        }
        """);

    [Fact]
    [Silent("FLOW103")]
    public Task Other_methods_do_not_run_concurrently() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private int _x;
            public Sample() => _x = 1;
            [Step] private void A() => Console.Write(_x);
            [Step] private void B() => Console.Write(_x);
            public void Reset() => _x = 0;

            private sealed class Nested
            {
                private int _x;
                public void A() => _x++;
                public void B() => _x++;
            }
        }
        """);

    [Fact]
    [Fires("FLOW103")]
    public Task Static_members_of_other_classes() => Verify.Reports("""
        public static class Totals { public static int Count; }

        [Flow]
        public partial class Sample
        {
            [Step] private void A() => {|FLOW103:Totals.Count|}++;
            [Step] private void B() => {|FLOW103+:Totals.Count|}++;
        }
        """);
}
