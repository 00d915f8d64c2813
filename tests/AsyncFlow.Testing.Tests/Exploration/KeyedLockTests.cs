namespace AsyncFlow.Testing.Tests;

/// <summary>Locks by key under every schedule, and in virtual time.</summary>
public partial class KeyedLockTests
{
    [Fact]
    public async Task Steps_that_name_two_keys_in_opposite_orders_never_deadlock_and_never_share_a_key()
    {
        ExplorationResult result = await Explore.AllAsync(
            static () => new Transfers(),
            static (flow, report) =>
            {
                Assert.Equal(FlowStatus.Succeeded, report.Status);
                Assert.Equal((1, 0), (flow.MostHolders, flow.Accounts.Count));
            }).Within();

        Assert.True(result.IsComplete);
        Assert.True(result.Schedules > 1);
    }

    [Fact]
    public async Task Elements_that_name_two_keys_in_opposite_orders_never_deadlock()
    {
        ExplorationResult result = await Explore.AllAsync(
            static () => new TransferList([("a", "b"), ("b", "a"), ("a", "a")]),
            static (flow, report) =>
            {
                Assert.Equal(FlowStatus.Succeeded, report.Status);
                Assert.Equal((1, 0), (flow.MostHolders, flow.Accounts.Count));
            }).Within();

        Assert.True(result.IsComplete);
        Assert.True(result.Schedules > 5);
    }

    [Fact]
    public async Task A_step_that_fails_while_others_wait_for_its_key_leaves_no_key_behind()
    {
        HashSet<string> outcomes = [];
        ExplorationResult result = await Explore.AllAsync(
            static () => new Failing(),
            (flow, report) =>
            {
                Assert.Equal(0, flow.Accounts.Count);
                outcomes.Add(string.Join(' ', report.Steps.Select(static step => step.Status)));
            }).Within();

        Assert.True(result.IsComplete);
        Assert.Contains("Failed NotRun", outcomes);
        Assert.Contains("Failed Succeeded", outcomes);
    }

    [Fact]
    public async Task Nested_steps_that_wait_for_each_others_keys_are_told_so()
    {
        HashSet<string> outcomes = [];
        ExplorationResult result = await Explore.AllAsync(
            static () => new Crossed(new FlowLocks<string>()),
            (flow, report) =>
            {
                Assert.All(report.Failures, static failure => Assert.Contains("cannot wait for lock '_accounts[", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal));
                outcomes.Add(string.Join(' ', report.Steps.Select(static step => step.Status)));
                Assert.Equal(0, flow.Accounts.Count);
            }).Within();

        Assert.True(result.IsComplete);
        Assert.Equal(["Failed Succeeded", "Succeeded Failed", "Succeeded Succeeded"], outcomes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_slow_host_does_not_slow_another(int seed)
    {
        SimulationHost simulation = new(seed);
        Crawl crawl = new();
        FlowReport report = await simulation.RunAsync(() => crawl.RunAsync(new FlowOptions { Host = simulation, TimeProvider = simulation.TimeProvider }).AsTask()).Within();

        // Eight pages of 100 ms, two at a time, are 400 ms; eight of 10 ms are 40 ms, though only four pages are fetched at a time, and
        // those of the slow host come first.
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(TimeSpan.FromMilliseconds(400), report.Duration);
        Assert.Equal([100, 100, 200, 200, 300, 300, 400, 400], crawl.EndsOf("slow"));
        Assert.Equal([10, 10, 20, 20, 30, 30, 40, 40], crawl.EndsOf("fast"));
        Assert.Equal(0, crawl.Hosts.Count);
    }

    [Fact]
    public async Task Elements_of_one_key_run_in_the_order_in_which_they_came()
    {
        SimulationHost simulation = new(0);
        InOrder flow = new();
        await simulation.RunAsync(() => flow.ExecuteAsync(new FlowOptions { Host = simulation, TimeProvider = simulation.TimeProvider }).AsTask()).Within();
        Assert.Equal(flow.Queued, flow.Served);
    }

    [Flow]
    internal sealed partial class Transfers
    {
        private readonly FlowLocks<string> _accounts = new();
        private int _holders;

        public FlowLocks<string> Accounts => _accounts;

        public int MostHolders { get; private set; }

        [Step]
        private static string From() => "a";

        [Step]
        private static int To() => (int)'b';

        [Step, WithLock(nameof(_accounts), Key = nameof(KeyOf)), WithLock(nameof(_accounts), Key = nameof(OtherKeyOf))]
        private async Task Forth(string from, int to) => await UseAsync();

        [Step, WithLock(nameof(_accounts), Key = nameof(OtherKeyOf)), WithLock(nameof(_accounts), Key = nameof(KeyOf))]
        private async Task Back(string from, int to) => await UseAsync();

        private async Task UseAsync()
        {
            MostHolders = Math.Max(MostHolders, ++_holders);
            await Task.Yield();
            _holders--;
        }

        private static string KeyOf(string account) => account;

        private static string OtherKeyOf(int account) => ((char)account).ToString();
    }

    [Flow]
    internal sealed partial class TransferList((string From, string To)[] transfers)
    {
        private readonly FlowLocks<string> _accounts = new();
        private int _holders;

        public FlowLocks<string> Accounts => _accounts;

        public int MostHolders { get; private set; }

        [Step]
        private (string From, string To)[] All() => transfers;

        [Step, WithLock(nameof(_accounts), Key = nameof(FromOf)), WithLock(nameof(_accounts), Key = nameof(ToOf))]
        private async Task Transfer([Each(nameof(All))] (string From, string To) transfer)
        {
            MostHolders = Math.Max(MostHolders, ++_holders);
            await Task.Yield();
            _holders--;
        }

        private static string FromOf((string From, string To) transfer) => transfer.From;

        private static string ToOf((string From, string To) transfer) => transfer.To;
    }

    [Flow]
    internal sealed partial class Failing
    {
        private readonly FlowLocks<string> _accounts = new();

        public FlowLocks<string> Accounts => _accounts;

        [Step, WithLock(nameof(_accounts), Key = nameof(Key))]
        private static async Task Fail()
        {
            await Task.Yield();
            throw new TimeoutException();
        }

        [Step, WithLock(nameof(_accounts), Key = nameof(Key))]
        private static async Task Wait() => await Task.Yield();

        private static string Key() => "a";
    }

    [Flow(FailureMode = FailureMode.Continue)]
    internal sealed partial class Crossed(FlowLocks<string> accounts)
    {
        private readonly FlowLocks<string> _accounts = accounts;

        public FlowLocks<string> Accounts => _accounts;

        [Step, WithLock(nameof(_accounts), Key = nameof(A))]
        private readonly Needs _forth = new(accounts, "b");

        [Step, WithLock(nameof(_accounts), Key = nameof(B))]
        private readonly Needs _back = new(accounts, "a");

        private static string A() => "a";

        private static string B() => "b";
    }

    [Flow]
    internal sealed partial class Needs(FlowLocks<string> accounts, string key)
    {
        private readonly FlowLocks<string> _accounts = accounts;

        [Step, WithLock(nameof(_accounts), Key = nameof(Key))]
        private static async Task Use() => await Task.Yield();

        private string Key() => key;
    }

    [Flow]
    internal sealed partial class Crawl
    {
        private readonly FlowLocks<string> _hosts = new(permits: 2);
        private readonly List<(string Host, double End)> _ends = [];

        public FlowLocks<string> Hosts => _hosts;

        public IEnumerable<double> EndsOf(string host) => _ends.Where(end => end.Host == host).Select(static end => end.End);

        [Step]
        private static Uri[] Find() => [.. Enumerable.Range(0, 8).Select(static page => new Uri($"http://slow/{page}")), .. Enumerable.Range(0, 8).Select(static page => new Uri($"http://fast/{page}"))];

        [Step, WithLock(nameof(_hosts), Key = nameof(HostOf))]
        private async Task Fetch([Each(nameof(Find), MaxConcurrency = 4)] Uri url, StepContext context)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(url.Host == "slow" ? 100 : 10), context.TimeProvider, context.CancellationToken);
            _ends.Add((url.Host, context.TimeProvider.GetElapsedTime(0).TotalMilliseconds));
        }

        private static string HostOf(Uri url) => url.Host;
    }

    [Flow]
    internal sealed partial class InOrder
    {
        private readonly FlowLocks<int> _keys = new();

        public List<int> Queued { get; } = [];

        public List<int> Served { get; } = [];

        [Step]
        private static int[] Numbers() => [.. Enumerable.Range(0, 30)];

        [Step, WithLock(nameof(_keys), Key = nameof(KeyOf))]
        private async Task Use([Each(nameof(Numbers))] int number, StepContext context)
        {
            Served.Add(number);
            await Task.Delay(TimeSpan.FromMilliseconds(1), context.TimeProvider);
        }

        private int KeyOf(int number)
        {
            Queued.Add(number);
            return 0;
        }
    }
}
