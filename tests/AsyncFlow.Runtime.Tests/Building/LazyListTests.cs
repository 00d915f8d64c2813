namespace AsyncFlow.Runtime.Tests;

public class LazyListTests
{
    [Fact]
    public async Task A_lazy_list_is_not_enumerated_on_the_callers_thread()
    {
        Thread? reader = null;
        IEnumerable<int> Numbers()
        {
            reader = Thread.CurrentThread;
            yield return 1;
            yield return 2;
        }

        FlowBuilder b = new("lazy");
        StepHandle<IEnumerable<int>> numbers = b.StepValueTask("numbers", _ => new ValueTask<IEnumerable<int>>(Numbers()));
        Flow<IReadOnlyList<int>> flow = b.Build(b.ForEachValueTask(numbers, static (number, _) => new ValueTask<int>(number * 2)));
        Thread? caller = null;

        IReadOnlyList<int> doubled = await Caller.OnOwnThread(() =>
        {
            caller = Thread.CurrentThread;
            return flow.ExecuteAsync().AsTask();
        });

        Assert.Equal([2, 4], doubled);
        Assert.NotNull(reader);
        Assert.NotSame(caller, reader);
    }

    [Fact]
    public async Task A_collection_is_enumerated_on_the_callers_thread()
    {
        FlowBuilder b = new("collection");
        StepHandle<int[]> numbers = b.StepValueTask("numbers", static _ => new ValueTask<int[]>([1, 2]));
        Flow<IReadOnlyList<int>> flow = b.Build(b.ForEachValueTask(numbers, static (number, _) => new ValueTask<int>(number * 2)));

        bool endedOnCaller = await Caller.OnOwnThread(() => Task.FromResult(flow.ExecuteAsync().AsTask().IsCompletedSuccessfully));

        Assert.True(endedOnCaller);
    }
}
