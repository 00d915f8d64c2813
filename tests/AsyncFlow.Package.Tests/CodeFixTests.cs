namespace AsyncFlow.Package.Tests;

/// <summary>The code fixes as they travel in the package, applied by the SDK's own client.</summary>
[Collection(SharedPacking.Name)]
public sealed class CodeFixTests(PackedLibrary library)
{
    // Every mistake that has a fix once, each in a flow of its own, as an error hides what else could be said of a flow.
    private const string Broken = """
        using AsyncFlow;

        [Flow]
        internal class One { [Step] private void A() { } }

        [Flow]
        internal sealed partial class Two { [Step(nameof(B))] private void A() { } [Step(nameof(A))] private void B() { } }

        [Flow]
        internal sealed partial class Three { [Step] private void Load() { } [Step("Laod")] private void B() { } }

        [Flow]
        internal sealed partial class Four { [Step] private void A(Uri root) => Console.WriteLine(root); }

        [Flow]
        internal sealed partial class Five
        {
            [Step] private int A() => 1;
            [Step] private int B() => 2;
            [Step] private void C(int x) => Console.WriteLine(x);
        }

        [Flow]
        internal sealed partial class Six { [Step] private async void A() => await Task.Yield(); }

        [Flow]
        internal sealed partial class Seven
        {
            private readonly FlowLock _disk = new();
            [Step, WithLock("_dsik")] private void A() { }
            [Step, WithLock(nameof(_disk))] private void B() { }
        }

        [Flow]
        internal sealed partial class Ten { [Output] private int A() => 1; [Step] private void B() { } }

        internal sealed class OneHundredOne { [Step] private void A() { } }

        [Flow]
        internal sealed partial class OneHundredThree
        {
            private int _total;
            [Step] private void A() => _total++;
            [Step] private void B() => _total++;
        }

        [Flow]
        internal sealed partial class OneHundredFour
        {
            [Step]
            private async Task A()
            {
                Thread.Sleep(1);
                await Task.Yield();
            }
        }

        [Flow]
        internal sealed partial class OneHundredFive
        {
            private readonly FlowLock _disk = new();

            [Step, WithLock(nameof(_disk))]
            private async Task A()
            {
                using (await _disk.EnterAsync())
                {
                    await Task.Yield();
                }
            }
        }

        [Flow]
        internal sealed partial class TwoHundredOne
        {
            [Step] private int A() => 1;
            [Step(nameof(A))] private void B(int a) => Console.WriteLine(a);
        }

        [Flow]
        internal sealed partial class TwoHundredFour { [Step] private void A() { } [Step("A")] private void B() { } }

        """;

    private const string Fixed = """
        using AsyncFlow;

        [Flow]
        internal partial class One { [Step] private void A() { } }

        [Flow]
        internal sealed partial class Two { [Step] private void A() { } [Step(nameof(A))] private void B() { } }

        [Flow]
        internal sealed partial class Three { [Step] private void Load() { } [Step(nameof(Load))] private void B() { } }

        [Flow]
        internal sealed partial class Four(Uri root) { [Step] private void A() => Console.WriteLine(root); }

        [Flow]
        internal sealed partial class Five
        {
            [Step] private int A() => 1;
            [Step] private int B() => 2;
            [Step] private void C([From(nameof(A))] int x) => Console.WriteLine(x);
        }

        [Flow]
        internal sealed partial class Six { [Step] private async Task A() => await Task.Yield(); }

        [Flow]
        internal sealed partial class Seven
        {
            private readonly FlowLock _disk = new();
            [Step, WithLock(nameof(_disk))] private void A() { }
            [Step, WithLock(nameof(_disk))] private void B() { }
        }

        [Flow]
        internal sealed partial class Ten { [Step, Output] private int A() => 1; [Step] private void B() { } }

        [Flow]
        internal sealed partial class OneHundredOne { [Step] private void A() { } }

        [Flow]
        internal sealed partial class OneHundredThree
        {
            private int _total;
            [Step] private void A() => _total++;
            [Step(nameof(A))] private void B() => _total++;
        }

        [Flow]
        internal sealed partial class OneHundredFour
        {
            [Step]
            private async Task A()
            {
                await Task.Delay(1);
                await Task.Yield();
            }
        }

        [Flow]
        internal sealed partial class OneHundredFive
        {
            private readonly FlowLock _disk = new();

            [Step, WithLock(nameof(_disk))]
            private async Task A()
            {
                await Task.Yield();
            }
        }

        [Flow]
        internal sealed partial class TwoHundredOne
        {
            [Step] private int A() => 1;
            [Step] private void B(int a) => Console.WriteLine(a);
        }

        [Flow]
        internal sealed partial class TwoHundredFour { [Step] private void A() { } [Step(nameof(A))] private void B() { } }

        """;

    [LongFact]
    public async Task Each_fix_applies_from_the_package_and_the_result_builds()
    {
        Consumer consumer = library.CreateConsumer(
            "Fixes", "<TargetFramework>net10.0</TargetFramework><OutputType>Library</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Broken);
        (int brokenCode, _) = await consumer.BuildAsync();
        Assert.NotEqual(0, brokenCode);

        // One call for all: each opens the project anew. The client takes the first fix that is offered for each diagnostic.
        await consumer.FixAsync(
            "FLOW001", "FLOW002", "FLOW003", "FLOW004", "FLOW005", "FLOW006", "FLOW007", "FLOW010",
            "FLOW101", "FLOW103", "FLOW104", "FLOW105", "FLOW201", "FLOW204");

        Assert.Equal(Fixed, await consumer.ReadAsync("Program.cs"));
        (int fixedCode, string[] problems) = await consumer.BuildAsync();
        Assert.Empty(problems);
        Assert.Equal(0, fixedCode);
    }
}
