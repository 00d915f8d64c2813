using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Every mistake in an expression throws an exception that says where it is and how to fix it.</summary>
public class ComposeErrorTests
{
    private const string WhatRuns = " cannot be run. Flow.Create runs Action, Func<Task> and Func<ValueTask>, each also with one parameter of type CancellationToken or StepContext. "
        + "Wrap it in a lambda of such a type, or, to pass results on, use FlowBuilder or a [Composition].";

    private static readonly Func<Task> s_step = static () => Task.CompletedTask;

    [Fact]
    public void A_Series_without_items() => Expect("Series() needs at least one item. Name a function, or remove it.", static () => Series());

    [Fact]
    public void A_Parallel_without_items() => Expect("Parallel() needs at least one item. Name a function, or remove it.", static () => Parallel());

    [Fact]
    public void A_null_item_of_a_Series() => Expect("Series item 2 is null. Name a function, or remove the item.", static () => Series(s_step, null!));

    [Fact]
    public void A_null_item_of_a_Parallel() => Expect("Parallel item 1 is null. Name a function, or remove the item.", static () => Parallel(null!, s_step));

    [Fact]
    public void Null_instead_of_items() => Assert.Throws<ArgumentNullException>("items", static () => Series(null!));

    [Fact]
    public void Null_instead_of_a_step()
    {
        Assert.Throws<ArgumentNullException>("step", static () => Named("name", null!));
        Assert.Throws<ArgumentNullException>("step", static () => WithLock(null!, new FlowLock()));
        Assert.Throws<ArgumentNullException>("step", static () => Each(null!));
        Assert.Throws<ArgumentNullException>("flow", static () => SubFlow(null!));
        Assert.Throws<ArgumentNullException>("node", static () => Flow.Create(null!));
        Assert.Throws<ArgumentNullException>("name", static () => Flow.Create(Series(s_step), null!));
    }

    [Fact]
    public void An_empty_name() => Assert.Throws<ArgumentException>("name", static () => Named("", s_step));

    [Fact]
    public void A_name_for_several_steps() =>
        Expect("Named is for one step, but was given a Parallel. Name each step, or write one function that does the work of all.", static () => Named("name", Parallel(s_step, s_step)));

    [Fact]
    public void A_lock_around_a_Series() =>
        Expect("WithLock is for one step, but was given a Series. Lock each step, or write one function that does the work of all.", static () => WithLock(Series(s_step, s_step), new FlowLock()));

    [Fact]
    public void A_semaphore_around_a_Parallel() =>
        Expect("WithLock is for one step, but was given a Parallel. Lock each step, or write one function that does the work of all.", static () => WithLock(Parallel(s_step), new SemaphoreSlim(1)));

    [Fact]
    public void A_Series_for_each_element() =>
        Expect("Each is for one step, but was given a Series. Write one function that does all the work for an element.", static () => Each(Series(s_step)));

    [Fact]
    public void A_negative_limit()
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", static () => Each(s_step, -1));
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", static () => Flow.Create(Series(s_step), maxConcurrency: -1));
        Assert.Throws<ArgumentOutOfRangeException>("failureMode", static () => Flow.Create(Series(s_step), failureMode: (FailureMode)7));
    }

    [Fact]
    public void WithLock_without_locks() => Expect("WithLock needs at least one lock. Name one, or remove WithLock.", static () => WithLock(s_step));

    [Fact]
    public void A_lock_that_is_null()
    {
        FlowLock? none = null;
        Expect("Lock 2 of WithLock is null. Make the lock before the expression is evaluated.", () => WithLock(s_step, new FlowLock(), none!));
        Assert.Throws<ArgumentNullException>("gate", static () => WithLock(s_step, (SemaphoreSlim)null!));
    }

    [Fact]
    public void A_function_with_an_unsupported_parameter() =>
        ExpectOfCreate("Series item 2 → Parallel item 1: a Func<int, Task>" + WhatRuns, Series(s_step, Parallel(static (int _) => Task.CompletedTask, s_step)));

    [Fact]
    public void An_asynchronous_function_with_a_result() =>
        ExpectOfCreate("Series item 1: a Func<Task<string[]>>" + WhatRuns, Series(static () => Task.FromResult(Array.Empty<string>())));

    [Fact]
    public void A_synchronous_function_with_a_result() =>
        ExpectOfCreate("Parallel item 2 → Series item 1: a Func<object>" + WhatRuns, Parallel(s_step, Series(Named("a", static () => new object()))));

    [Fact]
    public void A_custom_delegate_type() => ExpectOfCreate("Series item 1: a ThreadStart" + WhatRuns, Series(new ThreadStart(static () => { })));

    [Fact]
    public void An_action_with_an_unsupported_parameter() => ExpectOfCreate("Series item 1: an Action<string>" + WhatRuns, Series(static (string _) => { }));

    [Fact]
    public void Several_functions_combined_in_one_delegate() => ExpectOfCreate(
        "Series item 1: a Func<Task> that combines several functions with '+' cannot be run: only the last one's task would be awaited. Make each of them an item.",
        Series(s_step + s_step));

    [Fact]
    public void A_function_for_each_element() => ExpectOfCreate(
        "Series item 2: Each cannot be run by Flow.Create, which does not pass results on. Use FlowBuilder.ForEach, or write the expression in a [Composition].",
        Series(s_step, WithLock(Each(s_step), new FlowLock())));

    [Fact]
    public void Two_steps_with_one_name() => ExpectOfCreate(
        "Series item 2 → Series item 1: Flow 'Flow' has two steps named 'a'. Give one of them another name.",
        Series(Named("a", s_step), Series(Named("a", s_step))));

    [Fact]
    public void A_node_written_by_hand() => ExpectOfCreate(
        "This FlowNode was written by hand, or combined with '+'. Make nodes with Series, Parallel and the other functions of Compose.",
        static _ => { });

    [Fact]
    public void Nodes_combined_with_plus() => ExpectOfCreate(
        "Series item 1: This FlowNode was written by hand, or combined with '+'. Make nodes with Series, Parallel and the other functions of Compose.",
        Series(Series(s_step) + Series(s_step)));

    [Fact]
    public void The_path_to_a_deep_mistake_is_shortened()
    {
        FlowNode node = Series(static () => 1);
        for (int i = 0; i < 100; i++)
        {
            node = Series(node);
        }

        ArgumentException thrown = Assert.Throws<ArgumentException>("node", () => Flow.Create(node));
        Assert.StartsWith("… → Series item 1 → ", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(10, thrown.Message.Split("Series item 1").Length - 1);
    }

    private static void Expect(string message, Func<FlowNode> compose) =>
        Assert.Equal(message, WithoutParameter(Assert.Throws<ArgumentException>(compose)));

    private static void ExpectOfCreate(string message, FlowNode node) =>
        Assert.Equal(message, WithoutParameter(Assert.Throws<ArgumentException>(nameof(node), () => Flow.Create(node))));

    private static string WithoutParameter(ArgumentException exception) => exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal);
}
