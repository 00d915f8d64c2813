using System.Globalization;
using System.Text;

namespace AsyncFlow.Generator.Tests.Binding;

/// <summary>
/// Writes a random flow without mistakes, in a namespace of its own: with base classes, overloads, generics, nullable annotations, locks,
/// conditions, lists, streams, inputs, owned results, outcomes, policies, keys of locks, overrides, and names that need care. Methods with <c>[Decoy]</c> must not be called.
/// </summary>
internal sealed class RandomFlow
{
    private static readonly string[] s_names =
    [
        "Load", "Show", "Start", "Finish", "Clear", "Token", "Context", "Output", "Rent", "Pool", "step", "awaiter", "_flow", "run", "line", "task", "@class", "@void", "@await",
        "@record", "@field", "@var", "@required", "Öffne", "Name", "A", "Call0", "Invalid", "Store", "GetLock", "Await", "Execution", "FlowPlan", "CancellationToken", "global",
        "@scoped", "value", "at", "stop", "held0", "returned", "source", "beside", "token", "element", "_run", "Results", "Item", "@file", "@async", "nameof", "ExecuteInLine", "Adopt",
    ];

    private static readonly string[] s_classes = ["F", "Flow", "Startup", "@flow", "@record", "@event", "Task", "Ähre", "Execution", "FlowRun", "@required", "StepContext", "System1", "@partial", "Token"];

    // Types of results, and values of them. No optional parameter has one of them, since it would take the result.
    private static readonly (string Type, string Value)[] s_types =
    [
        ("int", "1"), ("string", "\"\""), ("string?", "null"), ("long", "2L"), ("int?", "null"), ("object", "new()"), ("object?", "null"), ("dynamic", "1"),
        ("System.Collections.Generic.List<string?>", "[]"), ("System.Collections.Generic.List<int>", "[]"), ("string?[]", "[]"), ("int[]", "[]"), ("int[][]", "[]"), ("(int Count, string? Name)", "(1, null)"),
        ("(string, (int?, object?))", "(\"\", (1, null))"), ("System.DayOfWeek", "default"), ("System.DateTime", "default"), ("nint", "1"), ("System.Func<int>", "() => 1"), ("decimal", "1m"),
        ("Value", "default"), ("Value?", "null"), ("Part", "new()"), ("Part?", "null"), ("Box<Part?>", "new()"), ("Box<(int, string)>.Inner", "new()"), ("System.Collections.Generic.IEnumerable<char>", "\"\""),
        ("System.Collections.Generic.Dictionary<string, Box<string?>?>", "new()"), ("System.Exception", "new System.InvalidOperationException()"), ("byte", "1"), ("char", "'a'"), ("bool", "true"),
        ("Resource", "new()"), ("Handle", "new()"), (Stream, "Elsewhere.Numbers()"),
    ];

    private const string Stream = "System.Collections.Generic.IAsyncEnumerable<int>";

    // Names and types of inputs. All steps of a flow take an input by one type.
    private static readonly (string Name, string Type)[] s_inputs =
    [
        ("options", "int"), ("cancellationToken", "string?"), ("input", "(int, string?)"), ("flow", "System.Uri"), ("@event", "System.Guid?"), ("run", "dynamic"),
        ("line", "Part?"), ("_flow", "System.Collections.Generic.List<string?>"), ("plan", "System.DayOfWeek"), ("outcome", "Box<(int, string)>.Inner"), ("Rest", "char"), ("Item1", "System.Version"),
    ];

    private static readonly string[] s_optional =
    [
        "uint n{0} = 3", "System.Version? u{0} = null", "System.UriKind d{0} = System.UriKind.Relative", "System.UriKind? q{0} = System.UriKind.Absolute", "double f{0} = double.NaN", "short h{0} = -3",
        "ushort? l{0} = 5", "sbyte y{0} = 7", "System.TimeSpan w{0} = default", "System.Guid? j{0} = null", "ulong x{0} = 18446744073709551615", "float g{0} = -0.5f", "nuint i{0} = 4",
        "System.Threading.CancellationToken ct{0} = default", "AsyncFlow.StepContext context{0} = default", "string t{0} = \"a\\\"b\\n\"",
    ];

    private readonly Random _random;
    private readonly int _number;
    private readonly bool _isModern;
    private readonly bool _hasStrings;
    private readonly StringBuilder _text = new();
    private readonly List<(string Name, string Type, bool CanBeSkipped, bool CanBeNamed)> _results = [];
    private readonly List<Override> _overrides = [];
    private readonly HashSet<string> _taken = [];
    private int _parameters;

    /// <param name="seed">The seed.</param>
    /// <param name="number">The number of the namespace.</param>
    /// <param name="isModern">Whether C# 13 can be used.</param>
    public RandomFlow(int seed, int number, bool isModern)
    {
        _random = new(seed);
        _number = number;
        _isModern = isModern;
        _hasStrings = Chance(2);
    }

    /// <summary>Declarations that all random flows share.</summary>
    public static string Shared => """
        #nullable enable
        #pragma warning disable
        [System.AttributeUsage(System.AttributeTargets.Method)] public sealed class DecoyAttribute : System.Attribute { }
        public struct Value { public int X; }
        public class Part { }
        public class Box<T> { public class Inner { } }
        public struct Awaitable<T> { public T Result; public Awaiter<T> GetAwaiter() => new() { Result = Result }; }
        public struct Awaiter<T> : System.Runtime.CompilerServices.ICriticalNotifyCompletion { public T Result; public bool IsCompleted => true; public T GetResult() => Result; public void OnCompleted(System.Action a) { } public void UnsafeOnCompleted(System.Action a) { } }
        public sealed class Resource : System.IAsyncDisposable { public System.Threading.Tasks.ValueTask DisposeAsync() => default; }
        public class Handle : System.IDisposable { public void Dispose() { } }
        public sealed class Policy : AsyncFlow.IStepPolicy { public System.Threading.Tasks.ValueTask<TResult> ExecuteAsync<TState, TResult>(System.Func<TState, System.Threading.CancellationToken, System.Threading.Tasks.ValueTask<TResult>> step, TState state, AsyncFlow.StepContext context) => step(state, context.CancellationToken); }
        [System.Obsolete] public class OldLock : AsyncFlow.IFlowLock { public System.Threading.Tasks.ValueTask AcquireAsync(System.Threading.CancellationToken ct) => default; public void Release() { } }
        [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] public class NewService { public void Work() { } [Decoy] public void Work(int n = 1) { } }
        public static class Elsewhere
        {
            public static int One(int n = 1) => n;
            [Decoy] public static int One() => 0;
            public static async System.Threading.Tasks.Task<string?> Two(System.Threading.CancellationToken ct, params string[] none) { await System.Threading.Tasks.Task.Yield(); return null; }
            [Decoy] public static System.Threading.Tasks.Task<string?> Two(System.Threading.CancellationToken ct) => System.Threading.Tasks.Task.FromResult<string?>(null);
            public static void Three(string? s) { }
            public static async System.Collections.Generic.IAsyncEnumerable<int> Numbers() { await System.Threading.Tasks.Task.Yield(); yield return 1; }
            [Decoy] public static void Three(object? s) { }
        }
        """;

    public string Write()
    {
        _text.Append(CultureInfo.InvariantCulture, $"namespace N{_number}{(Chance(5) ? ".@class" : "")} {{\n");
        if (Chance(8))
        {
            WriteComposition();
        }
        else
        {
            WriteClasses();
        }

        return _text.Append("}\n").ToString();
    }

    private void WriteComposition()
    {
        string name = Pick(s_classes);
        bool isStatic = Chance(2);
        _text.Append(CultureInfo.InvariantCulture, $$"""
            [AsyncFlow.Flow] public {{(isStatic ? "static " : "")}}partial class {{name}}{{(isStatic || Chance(2) ? "" : "(NewService service)")}} {
                [AsyncFlow.Composition] private static AsyncFlow.FlowNode All{{_number}} => AsyncFlow.Compose.Series((System.Func<int, int>)Elsewhere.One, AsyncFlow.Compose.Parallel((System.Func<System.Threading.CancellationToken, string[], System.Threading.Tasks.Task<string?>>)Elsewhere.Two), (System.Action<string?>)Elsewhere.Three);
            }

            """);
    }

    private void WriteClasses()
    {
        bool isStatic = Chance(8);
        int bases = isStatic ? 0 : _random.Next(3);
        string? parent = null;
        for (int level = 0; level < bases; level++)
        {
            bool isGeneric = Chance(4);
            string name = $"B{level}";
            _text.Append(CultureInfo.InvariantCulture, $"public {(Chance(3) ? "abstract " : "")}class {name}{(isGeneric ? "<TBase>" : "")}{(parent is null ? "" : " : " + parent)} {{\n");
            WriteSteps(_random.Next(3), level, isBase: true, isStatic: false, isGeneric);
            WriteHiddenMembers();
            _text.Append("}\n");
            parent = name + (isGeneric ? "<int>" : "");
        }

        bool isNested = Chance(4);
        string kind = isStatic ? "static partial class" : Pick(["partial class", "sealed partial class", "partial record", "partial class"]);
        string outer = isNested ? Pick(["public partial class Outer", "public partial struct Outer<TOuter>", "public static partial class @outer", "public partial record Outer(int Number)", "public partial interface IOuter<TOuter>"]) : "";
        string type = Pick(s_classes);
        string parameters = isStatic || !Chance(3) ? "" : Pick(["<T>", "<T, U>", "<@type>"]);
        bool isRecord = kind.Contains("record", StringComparison.Ordinal);
        string constructor = isStatic || !Chance(3) ? "" : Pick(["(AsyncFlow.FlowLock gate)", "(System.Threading.SemaphoreSlim gate, int number)", "(AsyncFlow.IFlowLock gate)", "(OldLock gate)"]);
        bool isOld = constructor.Contains("Old", StringComparison.Ordinal);
        _text.Append(isNested ? outer + " {\n" : "");
        _text.Append(CultureInfo.InvariantCulture, $"[{(Chance(8) ? $"AsyncFlow.WithPolicy(nameof(Limit{_number})), " : "")}AsyncFlow.Flow{(Chance(6) ? "(MaxConcurrency = 2)" : Chance(6) ? "(FailureMode = AsyncFlow.FailureMode.Continue, SingleThreaded = true)" : "")}] public {kind} {type}{parameters}{constructor}{(parent is null || isRecord ? "" : " : " + parent)} {{\n");
        if (isRecord)
        {
            _overrides.Clear();

            // A record has no steps of the base classes.
            _results.Clear();
            _taken.Clear();
        }

        string modifier = isStatic ? "static " : "";
        _text.Append(CultureInfo.InvariantCulture, $"private {modifier}readonly AsyncFlow.FlowLock _lock{_number} = new(); private static readonly System.Threading.SemaphoreSlim s_gate{_number} = new(2); private {modifier}bool Is{_number} => true;\n");
        string decoy = Chance(2) ? $"[Decoy] private {modifier}int KeyOf{_number}(object? element, int n = 1) => 1;" : "";
        _text.Append(CultureInfo.InvariantCulture, $"private {modifier}readonly AsyncFlow.FlowLocks<int> _keyed{_number} = new(); private {modifier}readonly AsyncFlow.IStepPolicy _policy{_number} = new Policy(); private static Policy Limit{_number} => new(); private {modifier}int KeyOf{_number}(object? element) => 1; {decoy}\n");
        List<string> locks = [$"nameof(_lock{_number})", $"nameof(s_gate{_number})"];
        if (constructor.Length > 0)
        {
            locks.Add("nameof(gate)");
        }

        WriteSteps(1 + _random.Next(5), 9, isBase: false, isStatic, isGeneric: false, locks, isOld, parameters.Contains('T', StringComparison.Ordinal) ? "T" : null);
        if (!isRecord)
        {
            WriteDecoysOfBases();
            WriteOverrides();
        }

        _text.Append("}\n");
        _text.Append(isNested ? "}\n" : "");
    }

    // Members of base classes that only look like generated ones.
    private void WriteHiddenMembers()
    {
        if (Chance(6) && _taken.Add("#hidden"))
        {
            _text.Append(Pick(
            [
                "public void ExecuteAsync<TAny>(System.Threading.CancellationToken ct) { }\n", "private int Plan => 1;\n", "protected void RunAsync(int n) { }\n", "public void ExecuteAsync(System.Threading.CancellationToken ct) { }\n", "public static int RunAsync = 1;\n",
            ]));
        }
    }

    private readonly List<string> _decoys = [];

    // A class that derives from the declaring class may have overloads that C# prefers.
    private void WriteDecoysOfBases()
    {
        foreach (string decoy in _decoys)
        {
            _text.Append("[Decoy] ").Append(decoy).Append('\n');
        }
    }

    // Overrides may rename their parameters, and may repeat the attributes.
    private void WriteOverrides()
    {
        foreach (Override step in _overrides.Where(_ => Chance(2)))
        {
            string[] parameters = [.. step.Parameters.Select(parameter => Renamed(step.HasAttributes ? parameter : WithoutAttribute(parameter)))];
            _text.Append(CultureInfo.InvariantCulture, $"{(step.HasAttributes ? $"[{step.Attributes}] " : "")}{step.Access} override {step.Result} {step.Name}({string.Join(", ", parameters)}) {step.Body}\n");
        }

        static string Renamed(string parameter)
        {
            int equals = parameter.IndexOf(" = ", StringComparison.Ordinal);
            string declaration = equals < 0 || parameter.StartsWith('[') ? parameter : parameter[..equals];
            return parameter.Contains("Input]", StringComparison.Ordinal) ? parameter : declaration + "x" + parameter[declaration.Length..];
        }
    }

    private void WriteSteps(int count, int level, bool isBase, bool isStatic, bool isGeneric, List<string>? locks = null, bool isOld = false, string? typeParameter = null)
    {
        for (int i = 0; i < count; i++)
        {
            string name = Unused();
            (string type, string value) = typeParameter is not null && Chance(5) ? (typeParameter + "?", "default") : PickType();
            bool isVoid = Chance(5);
            (string Name, string Type, bool CanBeSkipped, bool CanBeNamed)[] sources = [.. _results.Where(static result => result is { CanBeNamed: true, CanBeSkipped: false } && (result.Type is "int[]" or Stream || result.Type.StartsWith('#')))];
            bool isEach = !isBase && Chance(4) && sources.Length > 0;
            bool isStaticStep = isStatic || Chance(6);
            string access = isBase ? Pick(["public", "protected", "internal", "protected internal"]) : Pick(["private", "public", "internal", "protected internal"]);
            access = isStatic && access == "protected internal" ? "public" : access;
            bool isHideable = isBase && !isStaticStep && access != "internal";
            bool isVirtual = isHideable && Chance(3);
            bool isSkipped = !isBase && !isVoid && Chance(6) && (type.EndsWith('?') || type == "object");
            List<string> parameters = [];
            if (isEach)
            {
                (string source, string sourceType, _, _) = Pick(sources);
                string element = sourceType.StartsWith('#') ? sourceType[1..] : Pick(["int", "long", "object", "int?"]);
                string settings = Chance(3) ? ", MaxConcurrency = 3" : Chance(3) ? ", Buffer = 2" : Chance(3) ? ", MaxConcurrency = 2, Buffer = 5" : "";
                parameters.Add($"[AsyncFlow.Each(nameof({source}){settings})] {element} element{_parameters++}");
            }

            AddInputs(parameters);
            AddResults(parameters);
            AddOptional(parameters);
            if (_results.Count == 0 && parameters.Count == 0 && Chance(3))
            {
                parameters.Add("System.Threading.CancellationToken ct");
            }

            List<string> attributes = [];
            string upstream = _results.Count > 0 && Chance(3) && _results[^1].CanBeNamed ? $"(nameof({_results[^1].Name}))" : "";
            attributes.Add($"AsyncFlow.Step{upstream}");
            if (locks is not null && Chance(3))
            {
                attributes.Add($"AsyncFlow.WithLock({string.Join(", ", locks.OrderBy(_ => _random.Next()).Take(1 + _random.Next(locks.Count)))})");
            }

            if (parameters.Count > 0 && locks is not null && Chance(4) && parameters[0].StartsWith("[AsyncFlow.Each", StringComparison.Ordinal))
            {
                attributes.Add($"AsyncFlow.WithLock(nameof(_keyed{_number}), Key = nameof(KeyOf{_number}))");
                parameters[0] = parameters[0][..parameters[0].LastIndexOf(' ')] + " element";
            }

            if (locks is not null && Chance(5))
            {
                attributes.Add($"AsyncFlow.WithPolicy({Pick([$"nameof(_policy{_number})", $"nameof(Limit{_number})", $"nameof(_policy{_number}), nameof(Limit{_number})"])})");
            }

            if (!isVoid && type is "Resource" or "Handle" && Chance(2))
            {
                attributes.Add("AsyncFlow.Owned");
            }

            if (isSkipped)
            {
                attributes.Add($"AsyncFlow.When(nameof(Is{_number}), Is = {(Chance(2) ? "true" : "false")})");
            }

            if (Chance(15))
            {
                attributes.Add("System.Obsolete");
            }

            string result = isVoid ? Pick(["void", "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask"])
                : Pick(["{0}", "System.Threading.Tasks.Task<{0}>", "System.Threading.Tasks.ValueTask<{0}>", "Awaitable<{0}>"]).Replace("{0}", type, StringComparison.Ordinal);
            string body = result switch
            {
                "void" => "{ }",
                "System.Threading.Tasks.Task" => "=> System.Threading.Tasks.Task.CompletedTask;",
                "System.Threading.Tasks.ValueTask" => "=> default;",
                _ when result == type => $"=> {value};",
                _ when result.StartsWith("Awaitable", StringComparison.Ordinal) => $"=> new() {{ Result = {value} }};",
                _ when result.Contains(".Task<", StringComparison.Ordinal) => $"=> System.Threading.Tasks.Task.FromResult<{type}>({value});",
                _ => $"=> new System.Threading.Tasks.ValueTask<{type}>(({type})({value}));",
            };
            string signature = $"{result} {name}({string.Join(", ", parameters)})";
            _text.Append(CultureInfo.InvariantCulture, $"[{string.Join(", ", attributes)}] {access} {(isStaticStep ? "static " : "")}{(isVirtual ? "virtual " : "")}{signature} {body}\n");
            if (isVirtual && !isGeneric)
            {
                _overrides.Add(new(name, access, result, body, parameters, string.Join(", ", attributes), Chance(2)));
            }

            WriteDecoys(name, result, body, parameters, isStaticStep ? "static " : "", isGeneric);
            if (isHideable && !isGeneric && Chance(2) && (parameters.Count == 0 || WithoutAttribute(parameters[0]).Split(' ')[0] is not ("object" or "object?" or "dynamic")))
            {
                _decoys.Add($"public {result} {name}({string.Join(", ", Relaxed(parameters))}) {body}");
            }

            if (!isVoid)
            {
                _results.Add((name, isEach ? "#" + type : type, isSkipped, !access.Contains('#', StringComparison.Ordinal)));
            }
        }
    }

    private void AddResults(List<string> parameters)
    {
        foreach ((string name, string type, bool canBeSkipped, bool canBeNamed) in _results.Where(_ => Chance(3)).Take(3).ToArray())
        {
            if (type.StartsWith('#'))
            {
                if (canBeSkipped)
                {
                    continue;
                }

                // The list of the results of all elements, or of what became of them.
                string list = Chance(2) ? type[1..] : $"AsyncFlow.StepOutcome<{type[1..]}>";
                parameters.Add($"[AsyncFlow.From(nameof({name}))] System.Collections.Generic.IReadOnlyList<{list}> p{_parameters++}");
                continue;
            }

            if (Chance(6))
            {
                parameters.Add($"[AsyncFlow.From(nameof({name}))] AsyncFlow.StepOutcome<{type}> p{_parameters++}");
                continue;
            }

            string wanted = type switch
            {
                _ when canBeSkipped => type.EndsWith('?') || type == "dynamic" ? type : type + "?",
                "int" => Pick(["int", "long", "object", "int?", "double"]),
                "string" or "string?" => Pick(["string", "string?", "object?", "System.IComparable", "System.Collections.Generic.IEnumerable<char>"]),
                "(int Count, string? Name)" => Pick(["(int Count, string? Name)", "(int, string)", "(long, string)", "(long A, object? B)"]),
                "System.Collections.Generic.List<string?>" => Pick(["System.Collections.Generic.List<string>", "System.Collections.Generic.IReadOnlyList<string?>", "System.Collections.Generic.IReadOnlyList<object>"]),
                "string?[]" => Pick(["string[]", "object[]", "System.Collections.Generic.IEnumerable<string>"]),
                _ => type,
            };
            parameters.Add($"[AsyncFlow.From(nameof({name}))] {wanted} p{_parameters++}");
        }
    }

    private void AddInputs(List<string> parameters)
    {
        foreach ((string name, string type) in s_inputs.Where(_ => Chance(20)))
        {
            parameters.Add($"[AsyncFlow.Input] {type} {name}");
        }
    }

    private void AddOptional(List<string> parameters)
    {
        HashSet<string> kinds = [];
        for (int i = _random.Next(4) - 1; i > 0; i--)
        {
            string parameter = Pick(s_optional);

            // A parameter takes the result of a step of its type.
            string type = parameter[..parameter.IndexOf(" = ", StringComparison.Ordinal)].Split(' ')[0];
            if (kinds.Add(type) && (type != "string" || !_hasStrings))
            {
                parameters.Add(string.Format(CultureInfo.InvariantCulture, parameter, _parameters++));
            }
        }

        if (Chance(6) && !parameters.Exists(static parameter => parameter.Contains(" number0", StringComparison.Ordinal)))
        {
            parameters.Add("[AsyncFlow.Input] int number0 = 5");
        }

        if (Chance(8))
        {
            parameters.Add(_isModern && Chance(2) ? $"params System.Collections.Generic.IEnumerable<float> rest{_parameters++}" : $"params float[] rest{_parameters++}");
        }
    }

    // Overloads that would be chosen for a call with omitted or converted arguments.
    private void WriteDecoys(string name, string result, string body, List<string> parameters, string modifier, bool isGeneric)
    {
        string[] required = [.. parameters.Select(WithoutAttribute)];
        HashSet<string> written = [Signature(parameters)];
        if (Chance(2))
        {
            string[] fewer = [.. required.Where(static parameter => !parameter.Contains(" = ", StringComparison.Ordinal) && !parameter.StartsWith("params", StringComparison.Ordinal))];
            Write(fewer);
        }

        if (Chance(3))
        {
            Write([.. required.Where(static parameter => !parameter.Contains(" = ", StringComparison.Ordinal) && !parameter.StartsWith("params", StringComparison.Ordinal)), "System.DateOnly extra = default"]);
        }

        if (Chance(3))
        {
            Write([.. required.Where(static parameter => !parameter.StartsWith("params", StringComparison.Ordinal)), "params object?[] any"]);
        }

        if (Chance(3) && required.Length > 0)
        {
            Write(["object? first", .. required.Skip(1)]);
        }

        if (Chance(4) && !isGeneric)
        {
            _text.Append(CultureInfo.InvariantCulture, $"[Decoy] private {modifier}{result} {name}<TDecoy>({string.Join(", ", required)}) {body}\n");
        }

        void Write(string[] others)
        {
            if (written.Add(Signature(others)))
            {
                _text.Append(CultureInfo.InvariantCulture, $"[Decoy] private {modifier}{result} {name}({string.Join(", ", others)}) {body}\n");
            }
        }
    }

    // The types of the parameters, as the compiler compares them.
    private static string Signature(IEnumerable<string> parameters) => string.Join(",", parameters.Select(static parameter =>
    {
        string text = WithoutAttribute(parameter);
        text = text.StartsWith("params ", StringComparison.Ordinal) ? text["params ".Length..] : text;
        int equals = text.IndexOf(" = ", StringComparison.Ordinal);
        text = equals < 0 ? text : text[..equals];
        string type = text[..text.LastIndexOf(' ')];
        return type is "dynamic" or "object?" ? "object" : type is "int?" or "long?" or "Value?" or "System.DayOfWeek?" ? type : type.Replace("?", "", StringComparison.Ordinal);
    }));

    // Parameters of other types, to which the arguments convert.
    private static IEnumerable<string> Relaxed(List<string> parameters) => parameters.Count == 0
        ? ["int relaxed = 1"]
        : parameters.Select(static (parameter, i) => i == 0 ? "object? relaxed" + (parameter.Contains(" = ", StringComparison.Ordinal) ? " = null" : "") : WithoutAttribute(parameter));

    private static string WithoutAttribute(string parameter) => parameter.StartsWith('[') ? parameter[(parameter.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim() : parameter;

    private string Unused()
    {
        while (true)
        {
            string name = Pick(s_names);
            name = Chance(2) ? name : $"Step{_random.Next(1000)}";
            if (_taken.Add(name) && name is not "@record" and not "Execution" and not "global" and not "nameof" && !s_classes.Contains(name))
            {
                return name;
            }
        }
    }

    private (string Type, string Value) PickType()
    {
        (string Type, string Value) picked = Pick(s_types);
        return !_hasStrings && picked.Type is ("string" or "string?") ? ("int", "1") : picked;
    }

    private bool Chance(int one) => _random.Next(one) == 0;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}

/// <summary>A virtual step of a base class.</summary>
internal sealed record Override(string Name, string Access, string Result, string Body, IReadOnlyList<string> Parameters, string Attributes, bool HasAttributes);
