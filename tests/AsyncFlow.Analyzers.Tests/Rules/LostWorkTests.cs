using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW107: results that are work nothing waits for.</summary>
public class LostWorkTests
{
    [Fact]
    [Fires("FLOW107")]
    public Task A_task_in_a_task_and_a_flow_that_is_only_made_are_lost() => Verify.Reports(
        """
        [Flow] public partial class PageFlow { [Step] private void Load() { } }

        [Flow]
        public partial class Sample
        {
            [Step] private {|FLOW107:Task<Task>|} A() => Task.FromResult(Task.CompletedTask);
            [Step, Output] private {|FLOW107:ValueTask<Task<int>>|} B() => new(Task.FromResult(1));
            [Step] private {|FLOW107:PageFlow|} C() => new();
            [Step] private {|FLOW107:IFlow|} D() => new PageFlow();
        }
        """,
        "The result of step 'A' is lost: it is a 'Task', which nothing awaits; await it in the step, for example with Unwrap()",
        "The result of step 'B' is lost: it is a 'Task<int>', which nothing awaits; await it in the step, for example with Unwrap()",
        "The result of step 'C' is lost: it is the flow 'PageFlow', which nothing runs; run it in the step and return its result, or mark a member that holds it with [Step]",
        "The result of step 'D' is lost: it is the flow 'IFlow', which nothing runs; run it in the step and return its result, or mark a member that holds it with [Step]");

    [Fact]
    [Silent("FLOW107")]
    public Task What_a_step_or_the_caller_takes_is_not_lost() => Verify.Silent(
        """
        [Flow] public partial class PageFlow { [Step] private void Load() { } }

        [Flow]
        public partial class Sample
        {
            [Step] private Task<Task<int>> Start() => Task.FromResult(Task.FromResult(1));
            [Step] private async Task<int> Wait(Task<int> started) => await started;
            [Step, Output] private PageFlow Make(int count) => new();
        }
        """);
}
