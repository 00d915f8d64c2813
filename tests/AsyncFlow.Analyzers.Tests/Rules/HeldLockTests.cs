using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW105: a step that waits for a lock that it already holds.</summary>
public class HeldLockTests
{
    // A step that holds _l, and other members.
    private static string Step(string body, string members = "private readonly FlowLock _l = new(), _m = new();") => $$"""
        [Flow]
        public partial class Sample
        {
            {{members}}
            [Step, WithLock(nameof(_l))] private async Task A(CancellationToken ct) { {{body}} await Task.Yield(); }
            [Step, WithLock(nameof(_l))] private void B() { }
            [Step, WithLock(nameof(_l))] private void C() { }
            [Step, WithLock(nameof(_l))] private void D() { }
        }
        """;

    [Theory]
    [Fires("FLOW105")]
    [InlineData("using ({|FLOW105:await _l.EnterAsync(ct)|}) { }")]
    [InlineData("using ({|FLOW105:await _l.EnterAsync(ct).ConfigureAwait(false)|}) { }")]
    [InlineData("using var held = {|FLOW105:await this._l.EnterAsync(ct)|};")]
    [InlineData("{|FLOW105:await _l.AcquireAsync(ct)|}; try { } finally { _l.Release(); }")]
    [InlineData("{|FLOW105:await ((IFlowLock)_l).AcquireAsync(ct)|}; _l.Release();")]
    [InlineData("await Enter(); async Task Enter() { using ({|FLOW105:await _l.EnterAsync(ct)|}) { } }")]
    [InlineData("await Task.Run(async () => { using ({|FLOW105:await _l.EnterAsync(ct)|}) { } }, ct);")]
    [InlineData("using (await _m.EnterAsync(ct)) { using ({|FLOW105:await _l.EnterAsync(ct)|}) { } }")]
    public Task A_wait_for_a_lock_that_is_held(string body) => Verify.Reports(Step(body));

    [Theory]
    [Fires("FLOW105")]
    [InlineData("private readonly SemaphoreSlim _l = new(1);", "{|FLOW105:await _l.WaitAsync(ct)|}; _l.Release();")]
    [InlineData("private readonly SemaphoreSlim _l = new(3);", "{|FLOW105:await _l.WaitAsync(ct)|}; _l.Release();")]
    [InlineData("private readonly SemaphoreSlim _l = new(1);", "if (!{|FLOW105:await _l.WaitAsync(99, ct)|}) { return; } _l.Release();")]
    [InlineData("private readonly FlowSemaphore _l = new(2);", "using ({|FLOW105:await _l.EnterAsync(ct)|}) { }")]
    [InlineData("private static readonly IFlowLock _l = new FlowLock();", "{|FLOW105:await _l.AcquireAsync(ct)|}; _l.Release();")]
    [InlineData("private FlowLock _l { get; } = new();", "using ({|FLOW105:await _l.EnterAsync(ct)|}) { }")]
    public Task All_kinds_of_locks(string members, string body) => Verify.Reports(Step(body, members));

    [Theory]
    [Silent("FLOW105")]
    [InlineData("using (await _m.EnterAsync(ct)) { }")]
    [InlineData("_l.Release(); await Task.Yield(); await _l.AcquireAsync(ct);")]
    [InlineData("Console.Write(nameof(_l.EnterAsync));")]
    [InlineData("lock (_l) { }")]
    [InlineData("if (_l.TryEnter(out FlowLockLease lease)) { lease.Dispose(); }")]
    [InlineData("if (_l.TryAcquire()) { _l.Release(); }")]
    public Task No_wait_for_a_lock_that_is_held(string body) => Verify.Silent(Step(body));

    [Fact]
    [Silent("FLOW105")]
    public Task Polling_without_waiting() => Verify.Silent(Step(
        "if (_l.Wait(0)) { _l.Release(); } if (await _l.WaitAsync(TimeSpan.Zero, ct)) { _l.Release(); }", "private readonly SemaphoreSlim _l = new(2);"));

    [Fact]
    [Silent("FLOW105")]
    public Task A_step_that_does_not_hold_the_lock() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();
            [Step, WithLock(nameof(_l))] private void A() { }
            [Step] private async Task B() { using (await _l.EnterAsync()) { } }
            public async Task Outside() { using (await _l.EnterAsync()) { } }
        }
        """);

    [Fact]
    [Fires("FLOW105")]
    public Task A_helper_of_steps_that_hold_the_lock() => Verify.Reports(
        """
        [Flow]
        public partial class Sample(FlowLock gate)
        {
            [Step, WithLock(nameof(gate))] private Task A() => Count();
            [Step] private Task B() => Count();
            private async Task Count() { using ({|FLOW105:await gate.EnterAsync()|}) { } }
        }
        """,
        "Step 'A' waits for 'gate', which it already holds through [WithLock]; remove the wait");

    [Fact]
    [Fires("FLOW104")]
    [Fires("FLOW105")]
    public Task A_blocking_wait() => Verify.Reports(Step("{|FLOW105:_l.{|FLOW104:Wait|}(ct)|}; _l.Release();", "private readonly SemaphoreSlim _l = new(1);"));

    [Fact]
    [Fires("FLOW105")]
    public Task Aliases_of_a_lock() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            private readonly SemaphoreSlim _l = new(1);
            private SemaphoreSlim Gate => _l;
            [Step, WithLock(nameof(_l))] private async Task A() { {|FLOW105:await Gate.WaitAsync()|}; }
            [Step, WithLock(nameof(Gate))] private async Task B() { {|FLOW105:await _l.WaitAsync()|}; }
            [Step, WithLock(nameof(_l))] private async Task C() { SemaphoreSlim gate = _l; {|FLOW105:await gate.WaitAsync()|}; }
        }
        """);

    [Fact]
    [Silent("FLOW105")]
    public Task A_lambda_that_runs_later() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private readonly SemaphoreSlim _l = new(1);
            private Func<Task>? _later;
            [Step, WithLock(nameof(_l))] private Func<Task> A() => async () => { await _l.WaitAsync(); _l.Release(); };
            [Step, WithLock(nameof(_l))] private void B() { _later = async () => { await _l.WaitAsync(); _l.Release(); }; }
            [Step(nameof(B))] private async Task C(Func<Task> a) { await a(); await _later!(); }
        }
        """);
}
