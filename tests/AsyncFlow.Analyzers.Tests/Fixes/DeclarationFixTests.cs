using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fixes of FLOW001, FLOW006, FLOW010 and FLOW101.</summary>
public class DeclarationFixTests
{
    [Fact]
    [Fixes("FLOW001")]
    public Task Adds_partial() => VerifyFix.One(
        "FLOW001",
        """
        /// <summary>A flow.</summary>
        [Flow]
        public sealed class Sample // here
        {
            [Step] private void A() { }
        }
        """,
        """
        /// <summary>A flow.</summary>
        [Flow]
        public sealed partial class Sample // here
        {
            [Step] private void A() { }
        }
        """,
        "Make 'Sample' partial");

    [Fact]
    [Fixes("FLOW001")]
    public Task Adds_partial_to_all_enclosing_types() => VerifyFix.All(
        "FLOW001",
        """
        // Outside.
        static class Outer
        {
            struct Middle<T>
            {
                // Inside.
                [Flow] record Sample { [Step] private void A() { } }

                [Flow]
                class Other { [Step] private void A() { } }
            }
        }
        """,
        """
        // Outside.
        static partial class Outer
        {
            partial struct Middle<T>
            {
                // Inside.
                [Flow] partial record Sample { [Step] private void A() { } }

                [Flow]
                partial class Other { [Step] private void A() { } }
            }
        }
        """);

    [Fact]
    [Fixes("FLOW006")]
    public Task Changes_async_void_to_async_Task() => VerifyFix.All(
        "FLOW006",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private async void A() => await Task.Yield();

            [Step]
            // Waits.
            private static async void B()
            {
                await Task.Yield();
                return;
            }
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step] private async Task A() => await Task.Yield();

            [Step]
            // Waits.
            private static async Task B()
            {
                await Task.Yield();
                return;
            }
        }
        """,
        "Return Task");

    [Fact]
    public Task Other_signatures_have_no_fix() => VerifyFix.Offers("FLOW006", """
        [Flow]
        public partial class Sample
        {
            [Step] private void A<T>() { }
            [Step] private void B(ref int x) { }
        }
        """);

    [Fact]
    [Fixes("FLOW010")]
    public Task Adds_Step_to_members_with_other_attributes() => VerifyFix.All(
        "FLOW010",
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();

            // A.
            [WithLock(nameof(_l))]
            private void A() { }

            [Output] private int B() => 1;

            [Obsolete]
            [method: WithLock(nameof(_l))]
            private void C() { }

            /// <summary>D.</summary>
            private void D([From(nameof(F))] int b) => Console.Write(b);

            [Step] private int F() => 1;
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();

            // A.
            [Step, WithLock(nameof(_l))]
            private void A() { }

            [Step, Output] private int B() => 1;

            [Obsolete]
            [method: Step, WithLock(nameof(_l))]
            private void C() { }

            /// <summary>D.</summary>
            [Step]
            private void D([From(nameof(F))] int b) => Console.Write(b);

            [Step] private int F() => 1;
        }
        """);

    [Fact]
    [Fixes("FLOW101")]
    public Task Makes_a_class_a_flow() => VerifyFix.All(
        "FLOW101",
        """
        namespace Deep;

        /// <summary>Not yet.</summary>
        public class Sample
        {
            [Step] private void A() { }
            [Step] private void B() { }
        }

        internal static class Outer
        {
            // Nested.
            [Obsolete("soon")]
            private sealed class Nested<T>
            {
                [Step] public void A() { }
            }
        }
        """,
        """
        namespace Deep;

        /// <summary>Not yet.</summary>
        [Flow]
        public partial class Sample
        {
            [Step] private void A() { }
            [Step] private void B() { }
        }

        internal static partial class Outer
        {
            // Nested.
            [Flow]
            [Obsolete("soon")]
            private sealed partial class Nested<T>
            {
                [Step] public void A() { }
            }
        }
        """,
        "Make 'Sample' a flow");

    [Fact]
    [Fixes("FLOW101")]
    public Task Adds_Flow_to_only_one_part() => VerifyFix.All(
        "FLOW101",
        ["public sealed partial class Sample { [Step] private void A() { } }", "partial class Sample { [Step] private void B() { } }"],
        ["[Flow]\npublic sealed partial class Sample { [Step] private void A() { } }", "partial class Sample { [Step] private void B() { } }"]);

    [Fact]
    public Task A_struct_cannot_become_a_flow() => VerifyFix.Offers("FLOW101", "public struct Sample { [Step] public void A() { } }");
}
