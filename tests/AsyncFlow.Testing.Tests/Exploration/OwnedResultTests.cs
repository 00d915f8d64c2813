namespace AsyncFlow.Testing.Tests.Exploration;

public sealed class OwnedResultTests
{
    [Theory]
    [InlineData("", FailureMode.Cancel)]
    [InlineData("Open", FailureMode.Cancel)]
    [InlineData("Left", FailureMode.Cancel)]
    [InlineData("Left", FailureMode.Continue)]
    [InlineData("Right", FailureMode.Cancel)]
    [InlineData("Right", FailureMode.Continue)]
    [InlineData("Join", FailureMode.Cancel)]
    public async Task In_every_schedule_a_result_is_disposed_once_after_its_last_reader(string failing, FailureMode mode)
    {
        ExplorationOptions options = new() { Flow = new FlowOptions { FailureMode = mode } };

        ExplorationResult result = await Explore.AllAsync(() => new Borrow(failing), Check, options).Within();

        Assert.True(result.Schedules > 1, $"{result.Schedules} schedules");

        static void Check(Borrow flow, FlowReport report)
        {
            Assert.Equal(flow.IsFailing ? FlowStatus.Failed : FlowStatus.Succeeded, report.Status);
            Assert.Equal(flow.Opened, flow.Disposed);
            Assert.False(flow.IsUsedAfterDisposal);
        }
    }

    [Fact]
    public async Task In_every_schedule_a_taken_failure_leaves_the_others_alone()
    {
        ExplorationResult result = await Explore.AllAsync(() => new Careful(), Check).Within();

        Assert.True(result.Schedules > 1, $"{result.Schedules} schedules");

        static void Check(Careful flow, FlowReport report)
        {
            Assert.Equal(FlowStatus.Succeeded, report.Status);
            Assert.Equal("Failed Succeeded Succeeded", string.Join(' ', report.Steps.Select(static step => step.Status)));
            Assert.True(report.Steps[0].IsHandled);
            Assert.Equal("lost 1", flow.Seen);
        }
    }
}

[Flow]
internal sealed partial class Borrow(string failing)
{
    private int _readers;

    public int Opened { get; private set; }

    public int Disposed { get; private set; }

    public bool IsUsedAfterDisposal { get; private set; }

    public bool IsFailing => failing.Length > 0;

    [Step, Owned]
    private async Task<Resource> Open()
    {
        await EndAsync(nameof(Open));
        Opened++;
        return new Resource(this);
    }

    [Step]
    private async Task<int> Left(Resource resource)
    {
        await resource.UseAsync();
        await EndAsync(nameof(Left));
        return 1;
    }

    [Step]
    private async Task<long> Right(Resource resource)
    {
        await resource.UseAsync();
        await EndAsync(nameof(Right));
        return 1;
    }

    [Step]
    private async Task Join(int left, long right) => await EndAsync(nameof(Join));

    private async Task EndAsync(string step)
    {
        await Task.Yield();
        if (step == failing)
        {
            throw new InvalidOperationException(step);
        }
    }

    internal sealed class Resource(Borrow flow) : IAsyncDisposable
    {
        public async Task UseAsync()
        {
            flow._readers++;
            flow.IsUsedAfterDisposal |= flow.Disposed > 0;
            await Task.Yield();
            flow.IsUsedAfterDisposal |= flow.Disposed > 0;
            flow._readers--;
        }

        public async ValueTask DisposeAsync()
        {
            flow.IsUsedAfterDisposal |= flow._readers > 0;
            flow.Disposed++;
            await Task.Yield();
        }
    }
}

[Flow]
internal sealed partial class Careful
{
    public string Seen { get; private set; } = "";

    [Step]
    private static async Task<string> Lose()
    {
        await Task.Yield();
        throw new InvalidOperationException("lost");
    }

    [Step]
    private static async Task<int> Keep(CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        return 1;
    }

    [Step]
    private async Task Look(StepOutcome<string> lost, int kept)
    {
        await Task.Yield();
        Seen = $"{lost.Exception?.Message} {kept}";
    }
}
