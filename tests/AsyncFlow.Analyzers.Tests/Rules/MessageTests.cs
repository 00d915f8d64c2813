using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>Tests that messages are located where the user can act, and advise something that works.</summary>
public class MessageTests
{
    [Fact]
    [Fires("FLOW004")]
    [Fires("FLOW005")]
    public Task Parameters_of_inherited_steps_are_reported_at_the_flow() => Verify.Reports(
        """
        public class Shared
        {
            [Step] protected void Use(int {|FLOW004+:x|}) => Console.Write(x);
            [Step] protected void Take(string {|FLOW005+:s|}) => Console.Write(s);
        }

        [Flow]
        public partial class {|FLOW004:{|FLOW005:Sample|}|} : Shared
        {
            [Step] private string A() => "";
            [Step] private string B() => "";
        }
        """,
        "Parameter 'x' of step 'Shared.Use' needs 'int', which no step of 'Sample' produces; if callers give it, mark it [Input] or take it in the constructor",
        "Parameter 's' of step 'Shared.Take' needs 'string', which several steps produce: 'A', 'B'; choose one with [From]");

    [Fact]
    [Fires("FLOW003")]
    [Fires("FLOW007")]
    [Fires("FLOW018")]
    public Task Names_in_inherited_steps_are_reported_at_the_flow() => Verify.Reports(
        """
        public class Shared
        {
            [Step({|FLOW003+:"Usr"|}), WithLock({|FLOW007+:"_l"|}), When({|FLOW018+:"On"|})] protected void Use() { }
        }

        [Flow] public partial class {|FLOW003:{|FLOW007:{|FLOW018:Sample|}|}|} : Shared { }
        """,
        "'Usr' is not a step of 'Sample'",
        "Step 'Shared.Use' cannot hold '_l': 'Shared' has no such field, property or primary-constructor parameter",
        "Step 'Shared.Use' cannot depend on 'On': 'Shared' has no such field, property, method, primary-constructor parameter or step");

    [Fact]
    [Fires("FLOW004")]
    [Fires("FLOW003")]
    public Task Errors_of_a_base_flow_are_reported_once() => Verify.Reports("""
        [Flow]
        public partial class Shared
        {
            [Step] protected void Use(int {|FLOW004:x|}) => Console.Write(x);
            [Step({|FLOW003:"Nothing"|})] protected void A() { }
        }

        [Flow] public partial class Sample : Shared { }
        [Flow] public partial class Other : Sample { [Step] private void B() { } }
        """);

    [Fact]
    [Fires("FLOW003")]
    public Task Suggestions_are_other_steps_with_similar_names() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step({|FLOW003:"Loda"|})] private void Load() { }
            [Step({|FLOW003:""|}, {|FLOW003:"y"|})] private void X() { }
            [Step({|FLOW003:"Setpu"|})] private void Z() { }
            [Step] private void Setup() { }
        }
        """,
        "'Loda' is not a step of 'Sample'",
        "'' is not a step of 'Sample'",
        "'y' is not a step of 'Sample'",
        "'Setpu' is not a step of 'Sample'; did you mean 'Setup'?");

    [Fact]
    [Silent("FLOW204")]
    public Task A_step_that_nameof_cannot_name() => Verify.Silent("""
        public interface IWork { void Work(); }

        [Flow]
        public partial class Sample : IWork
        {
            [Step] void IWork.Work() { }
            [Step("Work")] private void A() { }
        }
        """);

    [Fact]
    [Fires("FLOW015")]
    public Task WithLock_without_names() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, {|FLOW015:WithLock|}] private void A() { }
            [Step, {|FLOW015:WithLock()|}] private void B() { }
        }
        """,
        "[WithLock] of 'A' cannot be empty; name a lock, or remove the attribute",
        "[WithLock] of 'B' cannot be empty; name a lock, or remove the attribute");

    [Fact]
    [Fires("FLOW010")]
    public Task A_missing_Step_is_one_mistake() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();
            private bool On => true;
            [Step] private int N() => 1;
            [{|FLOW010:WithLock(nameof(_l))|}, {|FLOW010+:Output|}, {|FLOW010+:When(nameof(On))|}] private int B([{|FLOW010+:From(nameof(N))|}] int x) => x;
            [Step] private void Use(int n) => Console.Write(n);
        }
        """,
        "[WithLock] has no effect on the method 'B' because 'B' is not a step");

    [Fact]
    [Fires("FLOW004")]
    public Task Parameters_of_similar_types() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int Count() => 1;
            [Step] private void A(Task<int> {|FLOW004:a|}) => Console.Write(a);
            [Step] private void B(int? {|FLOW004:b|}) => Console.Write(b);
            [Step] private void C(long {|FLOW004:c|}) => Console.Write(c);
        }
        """,
        "Parameter 'a' of step 'A' needs 'Task<int>', which no step produces; steps take results and not tasks, so use 'int' for the result of 'Count'",
        "Parameter 'b' of step 'B' needs 'int?', which no step produces; to convert the result of 'Count', which is 'int', add [From(nameof(Count))]",
        "Parameter 'c' of step 'C' needs 'long', which no step produces; to convert the result of 'Count', which is 'int', add [From(nameof(Count))]");

    [Fact]
    [Fires("FLOW006")]
    public Task Members_that_are_no_flows() => Verify.Reports(
        """
        public class Mine { }
        public struct Value { }

        [Flow]
        public partial class Sample
        {
            [Step] private readonly {|FLOW006:Func<Task>|} _f = () => Task.CompletedTask;
            [Step] private readonly {|FLOW006:HttpClient|} _http = new();
            [Step] private readonly {|FLOW006:Mine|} _mine = new();
            [Step] private readonly {|FLOW006:Value|} _value = new();
        }
        """,
        "'_f' cannot be a step of 'Sample': its type 'Func<Task>' is not a flow; put [Step] on a method that calls it",
        "'_http' cannot be a step of 'Sample': its type 'HttpClient' is not a flow; put [Step] on a method that uses it",
        "'_mine' cannot be a step of 'Sample': its type 'Mine' is not a flow; add [Flow] to the class or implement IFlow",
        "'_value' cannot be a step of 'Sample': its type 'Value' is not a flow; implement IFlow");

    [Fact]
    [Fires("FLOW006")]
    public Task A_step_that_C_sharp_does_not_choose() => Verify.Reports(
        """
        public class Shared<T>
        {
            [Step] protected void Show(string s) => Console.Write(s);
            [Step] protected string Make() => "";
        }

        [Flow]
        public partial class {|FLOW006:Sample|} : Shared<int>
        {
            private void Show(object o) => Console.Write(o);
        }
        """,
        "'Shared.Show' cannot be a step of 'Sample': in a call, C# prefers 'Sample.Show(object)'; rename one of them");

    [Fact]
    [Fires("FLOW007")]
    [Fires("FLOW018")]
    public Task Members_that_a_derived_class_hides() => Verify.Reports(
        """
        public class Shared
        {
            protected readonly FlowLock Gate = new();
            protected bool On => true;
            [Step, WithLock(nameof(Gate)), When(nameof(On))] protected void Use() { }
        }

        [Flow]
        public partial class {|FLOW007:{|FLOW018:Sample|}|} : Shared
        {
            private new readonly FlowLock Gate = new();
            private new bool On => Gate is null;
        }
        """,
        "Step 'Shared.Use' cannot hold 'Gate': 'Sample.Gate' hides it; rename one of them",
        "Step 'Shared.Use' cannot depend on 'On': 'Sample.On' hides it; rename one of them");

    [Fact]
    [Fires("FLOW014")]
    public async Task A_flow_that_is_not_a_class()
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", """
            [Flow] public partial struct A { [Step] private void Work() { } }
            [Flow] public partial record struct B { [Step] private void Work() { } }
            """)));
        Assert.Equal(["CS0592", "FLOW014", "CS0592", "FLOW014"], diagnostics.Where(static diagnostic => diagnostic.Id != "FLOW101").Select(static diagnostic => diagnostic.Id));
        Assert.Equal("'A' cannot be a flow: it is a struct; declare a class", diagnostics[1].GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    [Fires("FLOW101")]
    public Task Steps_that_are_not_members() => Verify.Reports(
        """
        public static class Program
        {
            public static void Main()
            {
                [{|FLOW101:Step|}] void Local() { }
                Action lambda = [{|FLOW101:Step|}] () => { };
                Local();
                lambda();
            }
        }
        """,
        "No flow can use the step 'Local': it is a local function; make it a method of the class",
        "No flow can use a lambda as a step: make it a method of the class");

    [Fact]
    [Fires("FLOW101")]
    public Task A_composition_outside_of_a_flow() => Verify.Reports(
        """
        public static class Work
        {
            [{|FLOW101:Composition|}] private static FlowNode All => Compose.Series(A);
            private static void A() { }
        }

        public static class Shared
        {
            [Composition] internal static FlowNode All => Compose.Series(A);
            internal static void A() { }
        }
        """,
        "No flow can use the composition 'All': add [Flow] to 'Work', or make it internal so that other compositions can use it");

    [Fact]
    [Fires("FLOW015")]
    public async Task Names_without_nameof()
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(("Test.cs", """
            [Flow]
            public partial class Sample
            {
                private readonly FlowLock _l = new();
                private bool On => true;
                [Step] private int Load() => 1;
                [Step(Load), WithLock(_l), When(On)] private void A([From(Load)] int x) => Console.Write(x);
            }
            """)));
        Assert.Equal(
            [
                "[Step] of 'A' cannot be the member 'Load'; write nameof(Load)",
                "[WithLock] of 'A' cannot be the member '_l'; write nameof(_l)",
                "[When] of 'A' cannot be the member 'On'; write nameof(On)",
                "[From] of 'A' cannot be the member 'Load'; write nameof(Load)",
            ],
            diagnostics.Where(static diagnostic => diagnostic.Id == "FLOW015").Select(static diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(diagnostics, static diagnostic => Assert.True(diagnostic.Id == "FLOW015" || diagnostic.Location.SourceTree!.FilePath == "Test.cs", diagnostic.ToString()));
    }

    [Fact]
    public async Task A_syntax_error_in_another_file_hides_nothing()
    {
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TestProject.Create(
            ("Test.cs", "[Flow] public partial class Sample { [Step(\"Setpu\")] private void Load() { } [Step] private void Setup() { } }"),
            ("Broken.cs", "public class Broken { public void A() {")));
        Assert.Contains(diagnostics, static diagnostic => diagnostic.Id == "FLOW003");
        Assert.All(diagnostics, static diagnostic => Assert.True(diagnostic.Location.SourceTree!.FilePath is "Test.cs" or "Broken.cs", diagnostic.ToString()));
    }
}
