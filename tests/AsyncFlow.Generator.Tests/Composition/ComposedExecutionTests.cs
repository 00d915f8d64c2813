using System.Reflection;
using System.Runtime.Loader;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>Tests that compile and run composed flows.</summary>
public sealed class ComposedExecutionTests
{
    [Fact]
    public async Task The_result_of_the_last_step_is_the_output() => Assert.Equal("3: 1 2", await Output("""
        [Flow] public static partial class F
        {
            [Composition] private static FlowNode All => Series(Parallel(One, Two), Sum, Render);
            private static int One() => 1;
            private static async Task<long> Two(CancellationToken ct, StepContext context) { await Task.Yield(); return context.StepName == "Two" ? 2 : 0; }
            private static Sum Sum(long two, int one) => new(one, two);
            private static ValueTask<string> Render(Sum sum, string? none = null, int again = 0) => new($"{sum.One + sum.Two}: {again} {sum.Two}{none}");
        }
        public record Sum(int One, long Two);
        """));

    [Fact]
    public async Task Step_names_can_contain_any_characters() => Assert.Equal("1", await Output("""
        [Flow] public static partial class F
        {
            [Composition] private static FlowNode All => Series(Named("a\n} <b> & \u2028 /* \r #", First), Named("\"\n<x>", Last));
            private static int First() => 1;
            private static string Last(int one) => $"{one}";
        }
        """));

    [Fact]
    public async Task Parameters_take_the_nearest_result() => Assert.Equal("dog2 animal3 dog2", await Output("""
        public record Animal(string Name); public record Dog(string Name) : Animal(Name);
        [Flow] public static partial class F
        {
            [Composition] private static FlowNode All => Series(Dog1, Parallel(Dog2, Animal1), Animal2, Parallel(Animal3, Nothing), Tell);
            private static Dog Dog1() => new("dog1");
            private static Dog Dog2() => new("dog2");
            private static Animal Animal1() => new("animal1");
            private static Animal Animal2(Dog dog) => dog;
            private static Animal Animal3() => new("animal3");
            private static void Nothing() { }
            private static string Tell(Dog dog, Animal animal, object any, IEquatable<Dog> same) => $"{dog.Name} {animal.Name} {((Dog)same).Name}";
        }
        """));

    [Fact]
    public async Task Receivers_are_read_at_run_time() => Assert.Equal("given field static property deep", await Output("""
        public class Worker(string name) { public string Name => name; public void Do(List<string> log) => log.Add(name); public Worker? Next { get; set; } }
        public static class Workers { public static readonly Worker One = new("static"); }
        [Flow] public partial class F(Worker given)
        {
            public F() : this(new Worker("given")) { }
            private readonly Worker _field = new("field") { Next = new("deep") };
            private Worker? Property => new("property");
            [Composition] private FlowNode All => Series(Log, given.Do, _field.Do, Workers.One.Do, Property!.Do, this._field.Next!.Do, Tell);
            private List<string> Log() => [];
            private string Tell(List<string> log) => string.Join(' ', log) + (given is null ? "?" : "");
        }
        """));

    [Fact]
    public async Task Locks_of_other_objects_are_held() => Assert.Equal("1", await Output("""
        public class Holder { public readonly FlowLock Lock = new(); }
        [Flow] public partial class F(FlowLock other)
        {
            public F() : this(new FlowLock()) { }
            private readonly Holder _holder = new();
            private int _inside, _most;
            [Composition] private FlowNode All => Series(
                Parallel(WithLock(A, _holder.Lock), WithLock(A, _holder.Lock, other), WithLock(A, _holder.Lock), WithLock(A, _holder.Lock)),
                Most);
            private async Task A() { _most = Math.Max(_most, ++_inside); await Task.Yield(); await Task.Yield(); _inside--; }
            private string Most() => $"{_most}";
        }
        """));

    [Fact]
    public async Task Classes_can_share_sub_compositions() => Assert.Equal("a b shared1 a b shared2 own", await Output("""
        [Flow] public partial class F
        {
            private readonly Part _one = new("shared1");
            private readonly Part _two = new("shared2");
            private readonly List<string> _log = [];
            [Composition] private FlowNode All => Series(Start, _one.All, _two.All, Own());
            [Composition] private FlowNode Own() => Series(Add, Tell);
            private List<string> Start() => _log;
            private void Add(List<string> log) => log.Add("own");
            private string Tell(List<string> log) => string.Join(' ', log);
        }
        public class Part(string name)
        {
            private const string B = "b";
            public string Name => name;
            [Composition] public FlowNode All => Series(Common, Mine);
            [Composition] public static readonly FlowNode Common = Series(AddA, AddB);
            internal static void AddA(List<string> log) => log.Add("a");
            internal static void AddB(List<string> log) => log.Add(B);
            public void Mine(List<string> log) => log.Add(Name);
        }
        """));

    [Fact]
    public async Task Each_runs_a_step_for_every_element() => Assert.Equal("2,4,6 1", await Output("""
        [Flow] public partial class F
        {
            private readonly FlowLock _lock = new();
            private int _inside, _most;
            [Composition] private FlowNode All => Series(Find, Factor, Named("doubled", WithLock(Each(Double, maxConcurrency: 2), _lock)), Join);
            private int[] Find() => [1, 2, 3];
            private long Factor() => 2;
            private async Task<string> Double(int n, long factor, CancellationToken ct)
            {
                _most = Math.Max(_most, ++_inside);
                await Task.Yield();
                _inside--;
                return $"{n * factor}";
            }
            private string Join(IReadOnlyList<string> all) => string.Join(',', all) + $" {_most}";
        }
        """));

    [Fact]
    public async Task An_Each_behind_an_Each_takes_elements_as_they_come() => Assert.Equal("<1> <4> <9>", await Output("""
        [Flow] public partial class F
        {
            private readonly TaskCompletionSource _first = new();
            [Composition] private FlowNode All => Series(Find, Each(Square, maxConcurrency: 1), Each(Write, 2, 3), Join);
            private async IAsyncEnumerable<int> Find() { for (int n = 1; n <= 3; n++) { await Task.Yield(); yield return n; } }
            private async Task<long> Square(int n, CancellationToken ct)
            {
                if (n == 2)
                {
                    await _first.Task.WaitAsync(ct);
                }

                return n * n;
            }
            private string Write(long square) { _first.TrySetResult(); return $"<{square}>"; }
            private string Join(IReadOnlyList<string> all) => string.Join(' ', all);
        }
        """));

    [Fact]
    public async Task A_step_between_waits_for_the_whole_list() => Assert.Equal("1 2 3 after 1 after 2 after 3", await Output("""
        [Flow] public partial class F
        {
            private readonly List<string> _log = [];
            [Composition] private FlowNode All => Series(Find, Each(First, maxConcurrency: 1), Whole, Each(Second, maxConcurrency: 1), Join);
            private int[] Find() => [1, 2, 3];
            private long First(int n) { _log.Add($"{n}"); return n; }
            private IReadOnlyList<long> Whole(IReadOnlyList<long> list) => list;
            private void Second(long n) => _log.Add($"after {n}");
            private string Join() => string.Join(' ', _log);
        }
        """));

    [Fact]
    public async Task The_list_of_the_last_step_can_be_the_output() => Assert.Equal("2 3", await Output("""
        public static class Worker { public static int Next(int n) => n + 1; }
        [Flow] public partial class Inner
        {
            [Composition] private FlowNode All => Series(Find, Each(Worker.Next));
            private List<int> Find() => [1, 2];
        }
        [Flow] public partial class F
        {
            private readonly Inner _inner = new();
            [Step] private Inner Again => _inner;
            [Step, Output] private string Join(IReadOnlyList<int> list) => string.Join(' ', list);
        }
        """));

    [Fact]
    public async Task SubFlow_runs_flows_as_steps() => Assert.Equal("5 text done", await Output("""
        [Flow] public partial class Composed { [Composition] private FlowNode All => Series(A); private int A() => 5; }
        [Flow] public partial class ByAttributes<T>(T value) { [Step, Output] private T A() => value; }
        [Flow] public partial class Of<T>(T value) { [Composition] private FlowNode All => Series(A, Parallel(B)); private void A() { } private List<T> B() => [value]; }
        [Flow] public partial class F(Of<Guid> given, IFlow any)
        {
            public F() : this(new(default), new Composed()) { }
            private readonly Composed _composed = new();
            private readonly ByAttributes<string> _attributes = new("text");
            [Composition] private FlowNode All => Series(Parallel(SubFlow(_composed), Named("text", SubFlow(_attributes)), SubFlow(given)), SubFlow(any), Tell);
            private string Tell(int five, string text, List<Guid> ids) => $"{five} {text} {(ids.Count == 1 ? "done" : "")}";
        }
        """));

    [Fact]
    public async Task Methods_of_other_assemblies_can_be_steps()
    {
        CSharpCompilation library = GeneratorRunner.Compile("""
            namespace Imaging;
            public sealed class Picture { public List<string> Steps { get; } = []; }
            public static class Filters
            {
                public static Picture Open() => new();
                public static Picture Shrink(Picture picture, int by = 2) { picture.Steps.Add($"shrink {by}"); return picture; }
                public static T Log<T>(T value) => value;
            }
            public sealed class Store(string name) { public Task<string> SaveAsync(Picture picture, CancellationToken ct = default) => Task.FromResult($"{name}: {string.Join(',', picture.Steps)}"); }
            """);
        using MemoryStream image = new();
        Assert.True(library.Emit(image).Success);
        Compilation flows = GeneratorRunner.Generate(GeneratorRunner.Compile("""
            using static AsyncFlow.Compose; using Imaging;
            [Flow] public partial class F
            {
                private readonly Store _store = new("store");
                [Composition] private FlowNode All => Series(Filters.Open, Filters.Shrink, Filters.Log<Picture>, _store.SaveAsync);
            }
            """).AddReferences(MetadataReference.CreateFromImage(image.ToArray())));
        GeneratorRunner.AssertClean(flows);

        Assembly assembly = GeneratorRunner.Load(flows);
        image.Position = 0;
        AssemblyLoadContext.GetLoadContext(assembly)!.LoadFromStream(image);

        Assert.Equal("store: shrink 2", await Run(assembly));
    }

    private static Task<string> Output(string source) => Run(GeneratorRunner.Load("using static AsyncFlow.Compose;\n" + source));

    private static async Task<string> Run(Assembly assembly)
    {
        Type type = assembly.GetType("F")!;
        object? flow = type.IsAbstract ? null : Activator.CreateInstance(type);
        MethodInfo execute = type.GetMethod("ExecuteAsync", [typeof(CancellationToken)])!;
        return await (ValueTask<string>)execute.Invoke(flow, [CancellationToken.None])!;
    }
}
