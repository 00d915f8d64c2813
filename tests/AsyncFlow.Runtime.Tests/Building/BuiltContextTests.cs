namespace AsyncFlow.Runtime.Tests;

/// <summary>Functions of built flows that take a <see cref="StepContext"/> instead of a token.</summary>
public class BuiltContextTests
{
    private readonly FlowBuilder _b = new("contexts");

    [Fact]
    public async Task Functions_of_every_kind_can_take_the_context()
    {
        List<string> seen = [];
        StepHandle<string> function = _b.Step("function", static context => context.StepName);
        StepHandle<string> task = _b.Step("task", function, static async (before, context) =>
        {
            await Task.Yield();
            return $"{before} {context.StepName}";
        });
        StepHandle<string> value = _b.StepValueTask("value", function, task, static (_, before, context) => new ValueTask<string>($"{before} {context.StepName}"));
        StepHandle<string> list = _b.Step("list", [task, value], static (both, context) => $"{both.Count} {both[1]} {context.StepName}");
        StepHandle action = _b.Step("action", list, (text, context) => seen.Add($"{text} {context.StepName}"));
        StepHandle plain = _b.Step("plain task", context => Note(seen, context)).After(action);
        StepHandle plainValue = _b.StepValueTask("plain value", async context => await Note(seen, context)).After(plain);
        _b.Step("method", NoteItself).After(plainValue);
        IFlow flow = _b.Build();

        await flow.ExecuteAsync().AsTask().Within();
        await flow.ExecuteAsync().AsTask().Within();

        string[] once = ["2 function task value list action", "plain task", "plain value", "method"];
        Assert.Equal([.. once, .. once], seen);

        Task NoteItself(StepContext context) => Note(seen, context);
    }

    [Fact]
    public async Task A_function_takes_the_context_behind_up_to_eight_results()
    {
        StepHandle<int>[] s = [.. Enumerable.Range(0, 8).Select(i => _b.Step($"s{i}", _ => 1 << i))];
        StepHandle<string>[] sums =
        [
            _b.Step("1", s[0], static (a, context) => $"{a} {context.StepName}"),
            _b.Step("2", s[0], s[1], static (a, b, context) => Task.FromResult($"{a + b} {context.StepName}")),
            _b.StepValueTask("3", s[0], s[1], s[2], static (a, b, c, context) => new ValueTask<string>($"{a + b + c} {context.StepName}")),
            _b.Step("4", s[0], s[1], s[2], s[3], static (a, b, c, d, context) => $"{a + b + c + d} {context.StepName}"),
            _b.Step("5", s[0], s[1], s[2], s[3], s[4], static (a, b, c, d, e, context) => Task.FromResult($"{a + b + c + d + e} {context.StepName}")),
            _b.StepValueTask("6", s[0], s[1], s[2], s[3], s[4], s[5], static (a, b, c, d, e, f, context) => new ValueTask<string>($"{a + b + c + d + e + f} {context.StepName}")),
            _b.Step("7", s[0], s[1], s[2], s[3], s[4], s[5], s[6], static (a, b, c, d, e, f, g, context) => $"{a + b + c + d + e + f + g} {context.StepName}"),
            _b.Step("8", s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], static (a, b, c, d, e, f, g, h, context) => Task.FromResult($"{a + b + c + d + e + f + g + h} {context.StepName}")),
        ];
        Flow<string[]> flow = _b.Build(_b.Step("all", sums, static (list, _) => list.ToArray()));

        Assert.Equal(["1 1", "3 2", "7 3", "15 4", "31 5", "63 6", "127 7", "255 8"], await flow.ExecuteAsync());
    }

    [Fact]
    public async Task Functions_for_each_element_can_take_the_context()
    {
        List<string> seen = [];
        StepHandle<int[]> items = _b.Step("items", static _ => Enumerable.Range(0, 3).ToArray());
        StepHandle<IReadOnlyList<string>> function = _b.ForEach(items, static (item, context) => $"{item} {context.StepName}", name: "function");
        StepHandle<IReadOnlyList<string>> task = _b.ForEach(items, static async (item, context) =>
        {
            await Task.Yield();
            return $"{item} {context.StepName}";
        });
        StepHandle<IReadOnlyList<string>> value = _b.ForEachValueTask(items, static (item, context) => new ValueTask<string>($"{item} {context.StepName}"), name: "value");
        StepHandle action = _b.ForEach(items, (_, context) => Add(context), maxConcurrency: 1, name: "action");
        StepHandle plain = _b.ForEach(items, (_, context) => Note(seen, context), maxConcurrency: 1, name: "plain").After(action);
        _b.ForEachValueTask(items, async (_, context) => await Note(seen, context), maxConcurrency: 1, name: "plain value").After(plain);
        Flow<string[]> flow = _b.Build(_b.Step("all", function, task, value, static (a, b, c, _) => (string[])[a[0], b[1], c[2]]));

        Assert.Equal(["0 function[0]", "1 ForEach(items)[1]", "2 value[2]"], await flow.ExecuteAsync().AsTask().Within());
        Assert.Equal(["action[0]", "action[1]", "action[2]", "plain[0]", "plain[1]", "plain[2]", "plain value[0]", "plain value[1]", "plain value[2]"], seen);

        void Add(StepContext context) => seen.Add(context.StepName);
    }

    [Fact]
    public async Task A_parameter_that_could_be_either_is_the_token()
    {
        using CancellationTokenSource source = new();
        object? seen = null;
        _b.Step("either", last => { seen = last; });
        _b.Step("token", static (CancellationToken _) => { });
        _b.Step("context", static (StepContext _) => { });
        StepHandle<int> used = _b.Step("used", static context => Task.FromResult(context.CancellationToken.CanBeCanceled ? 1 : 0));

        Assert.Equal(1, await _b.Build(used).ExecuteAsync(source.Token));
        Assert.IsType<CancellationToken>(seen);
    }

    private static Task Note(List<string> seen, StepContext context)
    {
        Assert.Equal("contexts", context.FlowName);
        seen.Add(context.StepName);
        return Task.CompletedTask;
    }
}
