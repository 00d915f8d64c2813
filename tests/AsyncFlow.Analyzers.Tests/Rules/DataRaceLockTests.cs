using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW103: locks that exclude two steps from running at the same time.</summary>
public class DataRaceLockTests
{
    // Two steps, A and B, that can run at the same time and both increment a counter.
    private static string Steps(string locks, string a, string b) => $$"""
        [Flow]
        public partial class Sample
        {
            private int _x;
            {{locks}}
            {{a}}
            {{b}}
        }
        """;

    private static string Bodies(string locks, string a, string b) =>
        Steps(locks, $"[Step] private async Task A(CancellationToken ct) {{ {a} await Task.Yield(); }}", $"[Step] private async Task B(CancellationToken ct) {{ {b} await Task.Yield(); }}");

    [Theory]
    [Silent("FLOW103")]
    [InlineData("private readonly FlowLock _l = new();")]
    [InlineData("private readonly FlowSemaphore _l = new(1);")]
    [InlineData("private readonly SemaphoreSlim _l = new(1);")]
    [InlineData("private readonly SemaphoreSlim _l = new(1, 1);")]
    [InlineData("private const int One = 1; private static readonly SemaphoreSlim _l = new(initialCount: One, maxCount: One);")]
    [InlineData("private readonly SemaphoreSlim _l; public Sample() => _l = new SemaphoreSlim(1);")]
    [InlineData("private readonly IFlowLock _l = new FlowSemaphore(1);")]
    [InlineData("private readonly IFlowLock _l; public Sample(IFlowLock l) => _l = l;")]
    [InlineData("private FlowLock _l { get; } = new();")]
    public Task A_common_exclusive_lock(string locks) => Verify.Silent(Steps(
        locks,
        "[Step, WithLock(nameof(_l))] private void A() => _x++;",
        "[Step, WithLock(nameof(_l))] private void B() => _x++;"));

    [Theory]
    [Fires("FLOW103")]
    [InlineData("private readonly FlowSemaphore _l = new(2);")]
    [InlineData("private readonly SemaphoreSlim _l = new(3);")]
    [InlineData("private readonly SemaphoreSlim _l; public Sample(SemaphoreSlim l) => _l = l;")]
    [InlineData("private readonly IFlowLock _l = new FlowSemaphore(2);")]
    [InlineData("private SemaphoreSlim _l = new(1); public void Widen() => _l = new(2);")]
    public Task A_common_semaphore_with_several_permits(string locks) => Verify.Reports(Steps(
        locks,
        "[Step, WithLock(nameof(_l))] private void A() => {|FLOW103:_x|}++;",
        "[Step, WithLock(nameof(_l))] private void B() => {|FLOW103+:_x|}++; [Step, WithLock(nameof(_l))] private void C() { } [Step, WithLock(nameof(_l))] private void D() { }"));

    [Fact]
    [Fires("FLOW103")]
    public Task Different_locks() => Verify.Reports(Steps(
        "private readonly FlowLock _l = new(), _m = new();",
        "[Step, WithLock(nameof(_l))] private void A() => {|FLOW103:_x|}++;",
        "[Step, WithLock(nameof(_m))] private void B() => {|FLOW103+:_x|}++;"));

    [Fact]
    [Silent("FLOW103")]
    public Task One_of_several_locks_in_common() => Verify.Silent(Steps(
        "private readonly FlowLock _l = new(), _m = new(), _n = new();",
        "[Step, WithLock(nameof(_l), nameof(_n))] private void A() => _x++;",
        "[Step, WithLock(nameof(_m), nameof(_n))] private void B() => _x++;"));

    [Theory]
    [Silent("FLOW103")]
    [InlineData("private readonly object _o = new();", "lock (_o) { _x++; }")]
    [InlineData("private readonly Lock _o = new();", "lock (_o) { _x++; }")]
    [InlineData("private readonly Lock _o = new();", "using (_o.EnterScope()) { _x++; }")]
    [InlineData("", "lock (this) { _x++; }")]
    [InlineData("", "lock (typeof(Sample)) { _x++; }")]
    [InlineData("private readonly object _o = new();", "lock (_o) { Count(); } void Count() => _x++;")]
    [InlineData("private readonly object _o = new();", "lock (_o) { Array.ForEach([1, 2], i => _x += i); }")]
    [InlineData("private readonly object _o = new();", "Monitor.Enter(_o); try { _x++; } finally { Monitor.Exit(_o); }")]
    [InlineData("private readonly ReaderWriterLockSlim _o = new();", "_o.EnterWriteLock(); try { _x++; } finally { _o.ExitWriteLock(); }")]
    [InlineData("private readonly SemaphoreSlim _s = new(1);", "await _s.WaitAsync(ct); try { _x++; } finally { _s.Release(); }")]
    [InlineData("private readonly SemaphoreSlim _s = new(1);", "await _s.WaitAsync(ct).ConfigureAwait(false); _x++; _s.Release();")]
    [InlineData("private readonly SemaphoreSlim _s = new(1);", "if (!await _s.WaitAsync(99, ct)) { return; } _x++; _s.Release();")]
    [InlineData("private readonly SemaphoreSlim _s = new(1);", "await _s.WaitAsync(ct); if (ct.IsCancellationRequested) { _s.Release(); return; } _x++; _s.Release();")]
    [InlineData("private readonly IFlowLock _l = new FlowLock();", "await _l.AcquireAsync(ct); try { _x++; } finally { _l.Release(); }")]
    [InlineData("private readonly FlowLock _l = new();", "using (await _l.EnterAsync(ct)) { _x++; }")]
    [InlineData("private readonly FlowLock _l = new();", "using var held = await _l.EnterAsync(ct); _x++;")]
    [InlineData("private readonly FlowLock _l = new();", "var held = await _l.EnterAsync(ct); try { _x++; } finally { held.Dispose(); }")]
    public Task Explicit_waits_for_a_common_lock(string locks, string body) => Verify.Silent(Bodies(locks, body, body));

    [Theory]
    [Fires("FLOW103")]
    [InlineData("private readonly object _o = new();", "lock (_o) { } {|FLOW103:_x|}++;", "lock (_o) { {|FLOW103+:_x|}++; }")]
    [InlineData("private readonly object _o = new(), _p = new();", "lock (_o) { {|FLOW103:_x|}++; }", "lock (_p) { {|FLOW103+:_x|}++; }")]
    [InlineData("private readonly object _o = new();", "lock (_o) { Count(); } Count(); void Count() => {|FLOW103:_x|}++;", "lock (_o) { {|FLOW103+:_x|}++; }")]
    [InlineData("private readonly SemaphoreSlim _s = new(1);", "await _s.WaitAsync(ct); _s.Release(); {|FLOW103:_x|}++;", "await _s.WaitAsync(ct); {|FLOW103+:_x|}++; _s.Release();")]
    [InlineData("private readonly SemaphoreSlim _s = new(1);", "if (ct.CanBeCanceled) { await _s.WaitAsync(ct); } {|FLOW103:_x|}++;", "await _s.WaitAsync(ct); {|FLOW103+:_x|}++;")]
    [InlineData("private readonly SemaphoreSlim _s = new(2);", "await _s.WaitAsync(ct); {|FLOW103:_x|}++; _s.Release();", "await _s.WaitAsync(ct); {|FLOW103+:_x|}++; _s.Release();")]
    [InlineData("private readonly FlowLock _l = new();", "{ using var held = await _l.EnterAsync(ct); } {|FLOW103:_x|}++;", "using (await _l.EnterAsync(ct)) { {|FLOW103+:_x|}++; }")]
    [InlineData("private readonly FlowLock _l = new();", "lock (_l) { {|FLOW103:_x|}++; }", "using (await _l.EnterAsync(ct)) { {|FLOW103+:_x|}++; }")]
    public Task Locks_that_do_not_exclude_each_other(string locks, string a, string b) => Verify.Reports(Bodies(locks, a, b));

    [Theory]
    [Silent("FLOW103")]
    [InlineData("FlowLock", "if (_l.TryEnter(out FlowLockLease lease)) { using (lease) { _x++; } }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { using var held = lease; _x++; }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { using (FlowLockLease held = lease) { _x++; } }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { try { _x++; } finally { lease.Dispose(); } }")]
    [InlineData("FlowLock", "if (!_l.TryEnter(out var lease)) { return; } using (lease) { _x++; }")]
    [InlineData("FlowLock", "FlowLockLease lease; if (_l.TryEnter(out lease)) { _x++; lease.Dispose(); }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease) && !ct.IsCancellationRequested) { using (lease) { _x++; } }")]
    [InlineData("FlowLock", "if (ct.IsCancellationRequested || !_l.TryEnter(out var lease)) { return; } using (lease) { _x++; }")]
    [InlineData("FlowLock", "if (_l.TryAcquire()) { try { _x++; } finally { _l.Release(); } }")]
    [InlineData("FlowLock", "if (!_l.TryAcquire()) { await _l.AcquireAsync(ct); } _x++; _l.Release();")]
    [InlineData("FlowLock", "bool isHeld = _l.TryAcquire(); if (isHeld) { _x++; _l.Release(); }")]
    [InlineData("FlowLock", "while (!_l.TryAcquire()) { await Task.Delay(1, ct); } _x++; _l.Release();")]
    [InlineData("FlowLock", "do { await Task.Yield(); } while (!_l.TryAcquire()); _x++; _l.Release();")]
    [InlineData("FlowSemaphore", "if (_l.TryEnter(out FlowLockLease lease)) { using (lease) { _x++; } }")]
    [InlineData("FlowSemaphore", "if (_l.TryAcquire()) { try { _x++; } finally { _l.Release(); } }")]
    [InlineData("SemaphoreSlim", "if (await _l.WaitAsync(99, ct).ConfigureAwait(false)) { _x++; _l.Release(); }")]
    public Task Attempts_to_acquire_a_common_lock(string type, string body) => Verify.Silent(Bodies(
        $"private readonly {type} _l = new({(type == "FlowLock" ? "" : "1")});", body, body));

    [Theory]
    [Fires("FLOW103")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { using (lease) { } {|FLOW103:_x|}++; }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { { using var held = lease; } {|FLOW103:_x|}++; }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { lease.Dispose(); } else { {|FLOW103:_x|}++; }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease)) { lease.Dispose(); } {|FLOW103:_x|}++;")]
    [InlineData("FlowLock", "if (!_l.TryEnter(out var lease)) { {|FLOW103:_x|}++; } else { lease.Dispose(); }")]
    [InlineData("FlowLock", "if (_l.TryEnter(out var lease) || ct.CanBeCanceled) { {|FLOW103:_x|}++; }")]
    [InlineData("FlowLock", "_l.TryAcquire(); {|FLOW103:_x|}++;")]
    [InlineData("FlowLock", "if (_l.TryAcquire()) { _l.Release(); {|FLOW103:_x|}++; }")]
    [InlineData("FlowLock", "while (!_l.TryAcquire()) { {|FLOW103:_x|}++; } _l.Release();")]
    [InlineData("FlowLock", "while (!_l.TryAcquire()) { if (ct.IsCancellationRequested) { break; } } {|FLOW103:_x|}++;")]
    [InlineData("FlowSemaphore", "if (_l.TryEnter(out var lease)) { using (lease) { {|FLOW103:_x|}++; } }")]
    [InlineData("FlowSemaphore", "if (_l.TryAcquire()) { {|FLOW103:_x|}++; _l.Release(); }")]
    [InlineData("SemaphoreSlim", "if (!await _l.WaitAsync(99, ct)) { {|FLOW103:_x|}++; }")]
    public Task Attempts_that_do_not_protect_an_access(string type, string body) => Verify.Reports(Bodies(
        $"private readonly {type} _l = new({(type == "FlowLock" ? "" : type == "FlowSemaphore" ? "2" : "1")});",
        body,
        type == "SemaphoreSlim" ? "await _l.WaitAsync(ct); {|FLOW103+:_x|}++; _l.Release();" : "await _l.AcquireAsync(ct); {|FLOW103+:_x|}++; _l.Release();"));

    [Theory]
    [Silent("FLOW103")]
    [InlineData("if (_l.TryEnter(out FlowLockLease lease)) { using (lease) { _x++; } }")]
    [InlineData("if (_l.TryAcquire()) { _x++; _l.Release(); }")]
    public Task WithLock_and_an_attempt_to_acquire_the_same_lock(string body) => Verify.Silent(Steps(
        "private readonly FlowLock _l = new();",
        "[Step, WithLock(nameof(_l))] private void A() => _x++;",
        $"[Step] private void B() {{ {body} }}"));

    [Fact]
    [Silent("FLOW103")]
    public Task WithLock_and_an_explicit_wait_for_the_same_lock() => Verify.Silent(Steps(
        "private readonly SemaphoreSlim _s = new(1);",
        "[Step, WithLock(nameof(_s))] private void A() => _x++;",
        "[Step] private async Task B() { await _s.WaitAsync(); _x++; _s.Release(); }"));

    [Fact]
    [Silent("FLOW103")]
    public Task A_lock_of_a_base_class() => Verify.Silent("""
        public abstract class Shared
        {
            protected readonly SemaphoreSlim _s = new(1);
            protected int _x;
            [Step, WithLock(nameof(_s))] protected void A() => _x++;
        }

        [Flow]
        public partial class Sample : Shared
        {
            [Step, WithLock(nameof(_s))] private void B() => _x++;
        }
        """);
}
