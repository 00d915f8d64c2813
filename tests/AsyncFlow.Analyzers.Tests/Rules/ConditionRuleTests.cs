using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW016 and FLOW018: conditions, and results of steps that can be skipped.</summary>
public class ConditionRuleTests
{
    [Fact]
    [Fires("FLOW016")]
    public Task Required_results_of_steps_that_can_be_skipped() => Verify.Reports(
        """
        [Flow]
        public partial class Sample(bool on)
        {
            [Step, When(nameof(on))] private string Text() => "";
            [Step, When(nameof(on))] private int Number() => 1;
            [Step, When(nameof(on))] private int[] Numbers() => [];
            [Step, When(nameof(on))] private bool Ask() => true;
            [Step] private void A({|FLOW016:string|} text, {|FLOW016:int|} number) { }
            [Step] private void B([From(nameof(Number))] {|FLOW016:long|} number) { }
            [Step] private void C([Each({|FLOW016:nameof(Numbers)|})] int number) { }
            [Step, When({|FLOW016:nameof(Ask)|})] private void D() { }
            [Step, When(nameof(on)), Output] private {|FLOW016:Task<Version>|} E() => Task.FromResult(new Version());
        }
        """,
        "Step 'Text' can be skipped, but parameter 'text' of step 'A' needs its result; change the parameter's type to 'string?', or make it optional",
        "Step 'Number' can be skipped, but parameter 'number' of step 'A' needs its result; change the parameter's type to 'int?', or make it optional",
        "Step 'Number' can be skipped, but parameter 'number' of step 'B' needs its result; change the parameter's type to 'long?', or make it optional",
        "Step 'Numbers' can be skipped, but step 'C' runs for each element of its result; remove the condition, and return an empty list when there is nothing to do",
        "Step 'Ask' can be skipped, but step 'D' uses its result as a condition; remove the condition of one of them",
        "Step 'E' can be skipped, but its result is the output of 'Sample'; remove the condition, or change the type of the result to 'Version?'");

    [Fact]
    [Silent("FLOW016")]
    public Task Optional_results_of_steps_that_can_be_skipped() => Verify.Silent(
        """
        [Flow]
        public partial class Sample(bool on)
        {
            [Step, When(nameof(on))] private string Text() => "";
            [Step, When(nameof(on))] private int Number() => 1;
            [Step] private void A(string? text, int? number) { }
            [Step] private void B([From(nameof(Number))] long number = 3, string text = "") { }
            [Step] private void C([System.Diagnostics.CodeAnalysis.AllowNull] string text, [From(nameof(Number))] object? number) { }
            [Step(nameof(Text))] private void D() { }
            [Step, When(nameof(on)), Output] private Task<Version?> E() => Task.FromResult<Version?>(null);
        }
        """,
        """
        #nullable disable
        [Flow]
        public partial class Old(bool on)
        {
            [Step, When(nameof(on))] private string Text() => "";
            [Step, Output] private object A(string text) => text;
        }
        """);

    [Fact]
    [Fires("FLOW018")]
    public Task Names_that_are_not_conditions() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly bool _enabled = true;
            private readonly bool? _maybe = null;
            private bool Check(int x) => x > 0;
            private Task<bool> AskAsync() => Task.FromResult(_enabled && _maybe is null && Check(1));
            private void Nothing() { }
            [Step, Output] private int Number() => 1;
            [Step] private bool Ready() => true;
            [Step, When({|FLOW018:"_enabeld"|})] private void A() { }
            [Step, When({|FLOW018:nameof(_maybe)|})] private void B() { }
            [Step, When({|FLOW018:nameof(Check)|})] private void C() { }
            [Step, When({|FLOW018:nameof(AskAsync)|})] private void D() { }
            [Step, When({|FLOW018:nameof(Nothing)|})] private void E() { }
            [Step, When({|FLOW018:nameof(Number)|})] private void F() { }
            [Step, When({|FLOW018:"Raedy"|}, Is = false)] private void G() { }
            [Step, When({|FLOW018:null!|})] private void H() { }
            [Step, When(nameof(Ready))] private void I() { }
        }
        """,
        "Step 'A' cannot depend on '_enabeld': 'Sample' has no such field, property, method, primary-constructor parameter or step; did you mean '_enabled'?",
        "Step 'B' cannot depend on '_maybe': its type is 'bool?', not bool",
        "Step 'C' cannot depend on 'Check': it takes parameters; name a method without parameters",
        "Step 'D' cannot depend on 'AskAsync': it returns 'Task<bool>', not bool; make it a step",
        "Step 'E' cannot depend on 'Nothing': it returns void, not bool",
        "Step 'F' cannot depend on 'Number': it is a step whose result is 'int', not bool",
        "Step 'G' cannot depend on 'Raedy': 'Sample' has no such field, property, method, primary-constructor parameter or step; did you mean 'Ready'?",
        "Step 'H' cannot depend on 'null': 'Sample' has no such field, property, method, primary-constructor parameter or step");

    [Fact]
    [Fires("FLOW018")]
    public Task A_condition_that_the_flow_cannot_read() => Verify.Reports(
        """
        public class Shared
        {
            private bool Hidden => true;
            [Step, When({|FLOW018+:nameof(Hidden)|})] protected void A() { }
        }

        [Flow] public partial class {|FLOW018:Sample|} : Shared { }
        """,
        "Step 'Shared.A' cannot depend on 'Hidden': 'Sample' cannot read it");

    [Fact]
    [Silent("FLOW018")]
    public Task All_kinds_of_conditions() => Verify.Silent("""
        public class Shared { protected static bool Inherited() => true; protected bool Property { get; set; } }

        [Flow]
        public partial class Sample(bool on) : Shared
        {
            public static bool Global = true;
            private bool Overloaded() => true;
            private bool Overloaded(int x) => x > 0 && Overloaded();
            [Step] private async Task<bool> Ask() { await Task.Yield(); return true; }
            [Step, When(nameof(on))] private void A() { }
            [Step, When(nameof(Inherited))] private void B() { }
            [Step, When(nameof(Property), Is = false)] private void C() { }
            [Step, When(nameof(Global))] private void D() { }
            [Step, When(nameof(Overloaded))] private void E() { _ = Overloaded(1); }
            [Step, When(nameof(Ask))] private void F() { }
        }
        """);

    [Fact]
    [Fires("FLOW002")]
    public Task A_step_that_is_its_own_condition() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, When({|FLOW002:{|FLOW002+:nameof(A)|}|})] private bool A() => true;
        }
        """);

    [Fact]
    [Fires("FLOW002")]
    public Task Two_steps_that_are_conditions_of_each_other() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, When({|FLOW002:{|FLOW002+:nameof(B)|}|})] private bool A() => true;
            [Step, When({|FLOW002+:nameof(A)|})] private bool B() => true;
        }
        """);
}
