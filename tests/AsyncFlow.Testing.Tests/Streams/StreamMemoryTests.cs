namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>A stream without end needs no more memory than a short one.</summary>
public sealed class StreamMemoryTests
{
    private const int Count = 1_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_stays_flat_with_and_without_a_report(bool wantsReport)
    {
        LongStream flow = new(Count);

        FlowReport? report = null;
        if (wantsReport)
        {
            report = await flow.RunAsync().AsTask().Within();
        }
        else
        {
            await flow.ExecuteAsync().AsTask().Within();
        }

        // Between a fifth of the way and its end. A report of each element would have taken about 100 MB.
        Assert.InRange(flow.Growth, long.MinValue, 1_000_000);
        if (report is not null)
        {
            Assert.Equal(FlowStatus.Succeeded, report.Status);
            foreach (FlowReport elements in (FlowReport[])[report.Steps[1].NestedReport!, report.Steps[2].NestedReport!])
            {
                Assert.Equal(10_000, elements.Steps.Count);
                Assert.Equal(Count, elements.CountOf(StepStatus.Succeeded));
                Assert.Equal(0, elements.CountOf(StepStatus.Failed));
            }

            Assert.Contains("1000000 elements", report.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_elements_are_counted_however_they_ended()
    {
        LongStream flow = new(count: 12_000) { FailingEvery = 3 };

        FlowReport report = await flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }).AsTask().Within();

        FlowReport first = report.Steps[1].NestedReport!;
        FlowReport second = report.Steps[2].NestedReport!;
        Assert.Equal((8_000, 4_000), (first.CountOf(StepStatus.Succeeded), first.CountOf(StepStatus.Failed)));
        Assert.Equal((8_000, 4_000), (second.CountOf(StepStatus.Succeeded), second.CountOf(StepStatus.NotRun)));
    }
}

[Flow]
internal sealed partial class LongStream(int count)
{
    private long _sum;

    public int FailingEvery { get; init; }

    public long Growth { get; private set; }

    [Step]
    private async IAsyncEnumerable<int> Numbers()
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            if (i == count / 5)
            {
                Growth = -GC.GetTotalMemory(forceFullCollection: true);
            }

            yield return i;
        }

        Growth += GC.GetTotalMemory(forceFullCollection: true);
    }

    [Step]
    private Task<int> First([Each(nameof(Numbers), MaxConcurrency = 4)] int number) =>
        FailingEvery > 0 && number % FailingEvery == 0 ? throw new InvalidOperationException() : Task.FromResult(number);

    [Step]
    private Task Second([Each(nameof(First), MaxConcurrency = 4)] int number)
    {
        Interlocked.Add(ref _sum, number);
        return Task.CompletedTask;
    }
}
