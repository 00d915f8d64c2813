namespace AsyncFlow.Runtime.Tests.Building;

/// <summary>Steps of built flows that take elements one by one, and policies and locks around each element.</summary>
public class BuiltStreamTests
{
    [Fact]
    public async Task A_step_behind_another_takes_the_first_element_before_the_second_is_made()
    {
        TaskCompletionSource first = new();
        FlowBuilder b = new("stream");
        StepHandle<int[]> numbers = b.StepValueTask("numbers", static _ => new ValueTask<int[]>([1, 2, 3]));
        StepHandle<IReadOnlyList<int>> squares = b.ForEach(
            numbers,
            async (number, ct) =>
            {
                if (number == 2)
                {
                    await first.Task.WaitAsync(ct);
                }

                return number * number;
            },
            maxConcurrency: 1);
        StepHandle<IReadOnlyList<string>> texts = b.ForEach(squares, (square, _) =>
        {
            first.TrySetResult();
            return Task.FromResult($"<{square}>");
        });
        Flow<IReadOnlyList<string>> flow = b.Build(texts);

        Assert.Equal(["<1>", "<4>", "<9>"], await flow.ExecuteAsync().Within());
        Assert.Equal(["<1>", "<4>", "<9>"], await flow.ExecuteAsync().Within());
    }

    [Fact]
    public async Task An_asynchronous_source_is_read_no_further_than_there_is_room()
    {
        const int Slots = 2, Buffer = 3;
        int made = 0;
        TaskCompletionSource release = new();
        TaskCompletionSource isFull = new();
        async IAsyncEnumerable<int> Numbers()
        {
            for (int number = 0; number < 50; number++)
            {
                await Task.Yield();
                if (Interlocked.Increment(ref made) == Slots + Buffer)
                {
                    isFull.SetResult();
                }

                yield return number;
            }
        }

        FlowBuilder b = new("source");
        StepHandle<IAsyncEnumerable<int>> numbers = b.Step("numbers", _ => Numbers());
        int atFull = 0;
        StepHandle<IReadOnlyList<int>> same = b.ForEach(
            numbers,
            async (number, ct) =>
            {
                await release.Task.WaitAsync(ct);
                return number;
            },
            maxConcurrency: Slots,
            buffer: Buffer);
        ValueTask<IReadOnlyList<int>> run = b.Build(same).ExecuteAsync();
        await isFull.Task.Within();
        atFull = Volatile.Read(ref made);
        release.SetResult();

        Assert.Equal(Enumerable.Range(0, 50), await run.Within());
        Assert.InRange(atFull, Slots + Buffer, Slots + Buffer + 1);
    }

    [Fact]
    public async Task An_endless_source_ends_with_the_callers_cancellation()
    {
        using CancellationTokenSource source = new();
        bool wasDisposed = false;
        async IAsyncEnumerable<int> Numbers()
        {
            try
            {
                for (int number = 0; ; number++)
                {
                    await Task.Yield();
                    yield return number;
                }
            }
            finally
            {
                wasDisposed = true;
            }
        }

        FlowBuilder b = new("endless");
        StepHandle<IAsyncEnumerable<int>> numbers = b.Step("numbers", _ => Numbers());
        b.ForEach(numbers, (number, _) =>
        {
            if (number == 100)
            {
                source.Cancel();
            }
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => b.Build().ExecuteAsync(source.Token).AsTask().Within());
        Assert.True(wasDisposed);
    }

    [Fact]
    public async Task A_lazy_list_is_read_as_there_is_room()
    {
        int made = 0;
        int most = 0;
        int done = 0;
        IEnumerable<int> Numbers()
        {
            for (int number = 0; number < 1_000; number++)
            {
                most = Math.Max(most, ++made - Volatile.Read(ref done));
                yield return number;
            }
        }

        FlowBuilder b = new("lazy");
        StepHandle<IEnumerable<int>> numbers = b.Step("numbers", _ => Numbers());
        StepHandle<IReadOnlyList<int>> same = b.ForEach(
            numbers,
            (number, _) =>
            {
                Interlocked.Increment(ref done);
                return number;
            },
            maxConcurrency: 4);

        Assert.Equal(Enumerable.Range(0, 1_000), await b.Build(same).ExecuteAsync().Within());
        Assert.InRange(most, 1, 10);
    }

    [Fact]
    public void The_plan_tells_which_steps_stream()
    {
        FlowBuilder b = new("edges");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => (int[])[1]);
        StepHandle<IReadOnlyList<int>> one = b.ForEach(numbers, static (number, _) => number, name: "one");
        b.ForEach(one, static (number, _) => { }, name: "streamed");
        b.ForEach(one, static (number, _) => { }, name: "after the end").After(one);
        StepHandle<int> count = b.Step("count", one, static (list, _) => list.Count);
        b.ForEach(one, static (number, _) => { }, name: "after the count").After(count);
        b.ForEach(one, static (number, _) => { }, name: "with a key of the count").WithLock(new FlowLocks<int>(), count, static count => count);
        b.ForEach(one.WithFallback([]), static (number, _) => { }, name: "with a fallback");
        b.ForEach(one.Outcomes(), static (number, _) => { }, name: "of outcomes");
        StepHandle<IReadOnlyList<string>> texts = b.ForEach(numbers, static (number, _) => $"{number}", name: "texts");
        b.ForEach(texts, static (object text, CancellationToken _) => { }, name: "of a base type");
        IFlow flow = b.Build();

        Assert.Equal(["streamed"], flow.Plan.Steps.Where(step => flow.Plan.Layout.StreamFrom(step.Index) >= 0).Select(static step => step.Name));
    }

    [Fact]
    public async Task Outcomes_and_elements_of_a_base_type_are_taken_when_all_have_ended()
    {
        FlowBuilder b = new("whole");
        StepHandle<IEnumerable<int>> numbers = b.Step("numbers", static _ => Enumerable.Range(0, 20).Where(static _ => true));
        StepHandle<IReadOnlyList<string>> texts = b.ForEach(numbers, static async (number, _) =>
        {
            await Task.Yield();
            return number == 7 ? throw new StepFailure("seven") : $"{number}";
        });
        StepHandle<IReadOnlyList<bool>> successes = b.ForEach(texts.Outcomes(), static (text, _) => text.IsSuccess);
        StepHandle<IReadOnlyList<string>> others = b.ForEach(numbers, static (number, _) => $"{number}", name: "others");
        StepHandle<IReadOnlyList<int>> lengths = b.ForEach(others, static (object text, CancellationToken _) => $"{text}".Length);
        Flow<string> flow = b.Build(b.Step("sum", successes, lengths, static (successes, lengths, _) => $"{successes.Count(static success => success)} {lengths.Sum()}"));

        Assert.Equal("19 30", await flow.ExecuteAsync().Within());
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task Outcomes_of_elements_go_through_several_steps(FailureMode mode)
    {
        FlowBuilder b = new("outcomes") { FailureMode = mode };
        StepHandle<int[]> numbers = b.Step("numbers", static _ => Task.FromResult(Enumerable.Range(0, 5).ToArray()));
        StepHandle<IReadOnlyList<int>> loaded = b.ForEach(numbers, static async (number, _) =>
        {
            await Task.Yield();
            return number == 2 ? throw new StepFailure("two") : number;
        });
        StepHandle<IReadOnlyList<int>> doubled = b.ForEach(loaded, static (number, _) => number * 2);
        Flow<string> flow = b.Build(b.Step("sum", doubled.Outcomes(), static (rows, _) => string.Join(" ", rows.Select(static row => row.IsSuccess ? $"{row.Value}" : $"{row.Exception?.Message}"))));

        FlowReport<string> report = await flow.RunAsync().AsTask().Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal("0 2 two 6 8", report.Output);
    }

    [Fact]
    public async Task A_policy_attempts_each_element()
    {
        int[] tries = new int[4];
        FlowBuilder b = new("retry");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => Enumerable.Range(0, 4).ToArray());
        StepHandle<IReadOnlyList<int>> asynchronous = b.ForEach(numbers, async (number, _) =>
        {
            await Task.Yield();
            return Interlocked.Increment(ref tries[number]) <= number % 3 ? throw new StepFailure("again") : number;
        }, name: "asynchronous").WithPolicy(new Retry());
        b.ForEach(asynchronous, (number, ct) =>
        {
            if (Interlocked.Increment(ref tries[number]) % 2 == 0)
            {
                throw new StepFailure("again");
            }
        }, name: "streamed, without a result").WithPolicy(new Retry());

        FlowReport report = await b.Build().RunAsync().AsTask().Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal([1, 2, 3, 1], report.Steps[1].NestedReport!.Steps.Select(static element => element.Attempts));
    }

    [Fact]
    public async Task An_element_gives_the_key_of_its_lock()
    {
        FlowLocks<string> hosts = new();
        int[] now = new int[2];
        bool hadBoth = false;
        TaskCompletionSource both = new();
        FlowBuilder b = new("keys");
        StepHandle<string[]> urls = b.Step("urls", static _ => Enumerable.Range(0, 40).Select(static i => i % 2 == 0 ? $"a/{i}" : $"b/{i}").ToArray());
        StepHandle<IReadOnlyList<int>> fetched = b.ForEach(urls, async (url, ct) =>
        {
            int host = url[0] - 'a';
            Assert.Equal(1, Interlocked.Increment(ref now[host]));
            if (Volatile.Read(ref now[0]) == 1 && Volatile.Read(ref now[1]) == 1)
            {
                hadBoth = true;
                both.TrySetResult();
            }

            // One of each host must be at work at the same time, or this waits for ever.
            await both.Task.WaitAsync(ct);
            Interlocked.Decrement(ref now[host]);
            return url.Length;
        }, maxConcurrency: 2).WithLock(hosts, (string url) => url[..1]);
        Flow<IReadOnlyList<int>> flow = b.Build(fetched);

        IReadOnlyList<int> lengths = await flow.ExecuteAsync().Within();

        Assert.Equal(40, lengths.Count);
        Assert.True(hadBoth);
        Assert.Equal(0, hosts.Count);
        Assert.Equal("FlowLocks[(string url) => url[..1]]", Assert.Single(flow.Plan.Steps[1].Locks));
    }

    [Fact]
    public async Task A_key_of_a_streamed_element_can_be_a_value_or_of_a_base_type()
    {
        FlowLocks<int> parities = new();
        FlowLocks<string> types = new();
        int now = 0;
        FlowBuilder b = new("keys");
        StepHandle<IEnumerable<int>> numbers = b.Step("numbers", static _ => Enumerable.Range(0, 100).Where(static i => true));
        StepHandle<IReadOnlyList<string>> texts = b.ForEach(numbers, (number, _) => $"{number}").WithLock(parities, (int number) => number % 2);
        b.ForEach(texts, (_, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref now));
            Interlocked.Decrement(ref now);
        }).WithLock(types, (object text) => text.GetType().Name);

        await b.Build().ExecuteAsync().AsTask().Within();

        Assert.Equal((0, 0), (parities.Count, types.Count));
    }

    [Fact]
    public async Task A_lock_per_attempt_is_free_between_attempts()
    {
        FlowLock account = new("account");
        bool wasFree = false;
        int attempts = 0;
        FlowBuilder b = new("attempts");
        StepHandle<int> paid = b.Step("pay", _ =>
        {
            Assert.False(account.TryEnter(out FlowLockLease _));
            return attempts++ == 0 ? throw new StepFailure("again") : Task.FromResult(attempts);
        }).WithLock(account).WithPolicy(new Between(() =>
        {
            wasFree = account.TryEnter(out FlowLockLease lease);
            lease.Dispose();
        })).WithLocksPerAttempt();

        Assert.Equal(2, await b.Build(paid).ExecuteAsync().AsTask().Within());
        Assert.True(wasFree);
    }

    // Steps with locks go on by the workers of their run, others by the worker of the stream; each must wake up the other.
    [Theory]
    [InlineData("async")]
    [InlineData("lazy")]
    [InlineData("list")]
    public async Task Steps_with_and_without_locks_follow_each_other_in_any_order(string source)
    {
        for (int locked = 0; locked < 8; locked++)
        {
            FlowBuilder b = new("mixed");
            StepHandle<IReadOnlyList<int>> last = source switch
            {
                "async" => Add(b.ForEach(b.Step("numbers", static _ => Asynchronous()), static (number, _) => Yield(number), maxConcurrency: 2), 0),
                "lazy" => Add(b.ForEach(b.Step("numbers", static _ => Enumerable.Range(0, 500).Where(static _ => true)), static (number, _) => Yield(number), maxConcurrency: 2), 0),
                _ => Add(b.ForEach(b.Step("numbers", static _ => Enumerable.Range(0, 500).ToArray()), static (number, _) => Yield(number), maxConcurrency: 2), 0),
            };
            for (int step = 1; step < 3; step++)
            {
                last = Add(b.ForEach(last, static (number, _) => Yield(number), maxConcurrency: 2, name: $"step {step}"), step);
            }

            Flow<IReadOnlyList<int>> flow = b.Build(last);
            for (int run = 0; run < 10; run++)
            {
                Assert.Equal(Enumerable.Range(0, 500), await flow.ExecuteAsync().Within());
            }

            StepHandle<IReadOnlyList<int>> Add(StepHandle<IReadOnlyList<int>> added, int step) => (locked & (1 << step)) != 0 ? added.WithLock(new FlowSemaphore(2)) : added;
        }

        static async IAsyncEnumerable<int> Asynchronous()
        {
            for (int number = 0; number < 500; number++)
            {
                if (number % 7 == 0)
                {
                    await Task.Yield();
                }

                yield return number;
            }
        }

        static async Task<int> Yield(int number)
        {
            if (number % 3 == 0)
            {
                await Task.Yield();
            }

            return number;
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public async Task Owned_elements_are_disposed_once_and_not_before_their_readers_have_ended(int fails)
    {
        List<Resource> made = [];
        FlowBuilder b = new("owned");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => Enumerable.Range(0, 20).ToArray());
        StepHandle<IReadOnlyList<Resource>> opened = b.ForEach(numbers, (number, _) =>
        {
            Resource resource = new(number);
            lock (made)
            {
                made.Add(resource);
            }

            return resource;
        }, maxConcurrency: 2).Owned();
        StepHandle<IReadOnlyList<int>> read = b.ForEach(opened, async (resource, _) =>
        {
            await Task.Yield();
            Assert.Equal(0, resource.Disposals);
            return resource.Number == fails ? throw new StepFailure("reader") : resource.Number;
        }, maxConcurrency: 2);

        FlowReport<IReadOnlyList<int>> report = await b.Build(read).RunAsync().AsTask().Within();

        Assert.Equal(fails < 0 ? FlowStatus.Succeeded : FlowStatus.Failed, report.Status);
        Assert.All(made, static resource => Assert.Equal(1, resource.Disposals));
        Assert.NotEmpty(made);
    }

    private sealed class Resource(int number) : IDisposable
    {
        private int _disposals;

        public int Number => number;

        public int Disposals => Volatile.Read(ref _disposals);

        public void Dispose() => Interlocked.Increment(ref _disposals);
    }

    [Fact]
    public void Mistakes_are_explained()
    {
        FlowBuilder b = new("mistakes");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => (int[])[1]);
        StepHandle inner = b.SubFlow("inner", new FlowBuilder("empty").Build());
        StepHandle each = b.ForEach(numbers, static (_, _) => { });

        Assert.Equal(
            "Step 'numbers' does not run once for each element, so no element gives it a key. Name the step whose result gives the key: WithLock(locks, step, key).",
            Assert.Throws<InvalidOperationException>(() => numbers.WithLock(new FlowLocks<int>(), (int number) => number)).Message);
        Assert.StartsWith(
            "The key of step 'ForEach(numbers)' is made of a string, but an element is an int. Write a function that takes an element.",
            Assert.Throws<ArgumentException>(() => each.WithLock(new FlowLocks<int>(), (string text) => text.Length)).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "Step 'inner' runs a flow, so it holds its locks across all attempts. Remove WithLocksPerAttempt().",
            Assert.Throws<InvalidOperationException>(() => inner.WithLocksPerAttempt()).Message);
        Assert.Throws<ArgumentOutOfRangeException>("buffer", () => b.ForEach(numbers, static (_, _) => { }, buffer: -1));
    }

    private sealed class Between(Action action) : IStepPolicy
    {
        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            try
            {
                return await step(state, context.CancellationToken);
            }
            catch (StepFailure)
            {
                action();
                return await step(state, context.CancellationToken);
            }
        }
    }
}
