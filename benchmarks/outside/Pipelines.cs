using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using AsyncFlow;

namespace Outside;

/// <summary>A source, two steps for each of its elements, four at a time and with room for sixteen between them, and a sum.</summary>
/// <param name="yields">Whether each step of each element yields once.</param>
[Flow]
internal sealed partial class Pipeline(bool yields)
{
    [Step]
    public static async IAsyncEnumerable<int> Numbers([Input] int count)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }
    }

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask<int> First([Each(nameof(Numbers), MaxConcurrency = 4, Buffer = 16)] int number) => yields ? YieldAsync(number) : new(number + 1);

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask<long> Second([Each(nameof(First), MaxConcurrency = 4, Buffer = 16)] int number) => yields ? YieldLongAsync(number) : new(number + 1L);

    [Step, Output]
    public static long Sum(IReadOnlyList<long> numbers)
    {
        long sum = 0;
        for (int i = 0; i < numbers.Count; i++)
        {
            sum += numbers[i];
        }

        return sum;
    }

    /// <summary>
    /// Two channels and eight workers, as a stream has them: bounded, each result at the place of its element in the list, and the first failure
    /// stops all. Whole elements are taken and given without a task as long as there are some.
    /// </summary>
    public async Task<long> ByChannels(int count)
    {
        using CancellationTokenSource stop = new();
        Channel<(int Index, int Value)> numbers = Channel.CreateBounded<(int, int)>(new BoundedChannelOptions(16) { SingleWriter = true });
        Channel<(int Index, int Value)> firsts = Channel.CreateBounded<(int, int)>(16);
        List<long> list = [];
        Task source = Start(() => ReadAsync(count, numbers.Writer, stop.Token), stop);
        Task[] first = new Task[4];
        Task[] second = new Task[4];
        for (int i = 0; i < 4; i++)
        {
            first[i] = Start(() => FirstAsync(numbers.Reader, firsts.Writer, stop.Token), stop);
            second[i] = Start(() => SecondAsync(firsts.Reader, list, stop.Token), stop);
        }

        await source;
        await Task.WhenAll(first);
        firsts.Writer.Complete();
        await Task.WhenAll(second);
        return Sum(list);
    }

    /// <summary>Three blocks of TPL Dataflow.</summary>
    public async Task<long> ByDataflow(int count)
    {
        long sum = 0;
        ExecutionDataflowBlockOptions options = new() { MaxDegreeOfParallelism = 4, BoundedCapacity = 20 };
        TransformBlock<int, int> first = new(async number => await First(number), options);
        TransformBlock<int, long> second = new(async number => await Second(number), options);
        ActionBlock<long> add = new(number => sum += number);
        first.LinkTo(second, new() { PropagateCompletion = true });
        second.LinkTo(add, new() { PropagateCompletion = true });
        await foreach (int number in Numbers(count))
        {
            await first.SendAsync(number);
        }

        first.Complete();
        await add.Completion;
        return sum;
    }

    private static Task Start(Func<Task> part, CancellationTokenSource stop) => Task.Run(async () =>
    {
        try
        {
            await part();
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    });

    private static async Task ReadAsync(int count, ChannelWriter<(int, int)> numbers, CancellationToken ct)
    {
        int index = 0;
        await foreach (int number in Numbers(count).WithCancellation(ct))
        {
            (int, int) item = (index++, number);
            if (!numbers.TryWrite(item))
            {
                await numbers.WriteAsync(item, ct);
            }
        }

        numbers.Complete();
    }

    private async Task FirstAsync(ChannelReader<(int Index, int Value)> numbers, ChannelWriter<(int, int)> firsts, CancellationToken ct)
    {
        while (await numbers.WaitToReadAsync(ct))
        {
            while (numbers.TryRead(out (int Index, int Value) number))
            {
                (int, int) item = (number.Index, await First(number.Value));
                if (!firsts.TryWrite(item))
                {
                    await firsts.WriteAsync(item, ct);
                }
            }
        }
    }

    private async Task SecondAsync(ChannelReader<(int Index, int Value)> firsts, List<long> list, CancellationToken ct)
    {
        while (await firsts.WaitToReadAsync(ct))
        {
            while (firsts.TryRead(out (int Index, int Value) first))
            {
                long value = await Second(first.Value);
                lock (list)
                {
                    if (first.Index >= list.Count)
                    {
                        CollectionsMarshal.SetCount(list, first.Index + 1);
                    }

                    list[first.Index] = value;
                }
            }
        }
    }

    private static async ValueTask<int> YieldAsync(int number)
    {
        await Task.Yield();
        return number + 1;
    }

    private static async ValueTask<long> YieldLongAsync(int number)
    {
        await Task.Yield();
        return number + 1L;
    }
}
