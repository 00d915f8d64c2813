using System.Runtime.CompilerServices;
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

    /// <summary>Two channels and eight workers. The order of the elements is lost.</summary>
    public async Task<long> ByChannels(int count)
    {
        Channel<int> numbers = Channel.CreateBounded<int>(new BoundedChannelOptions(16) { SingleWriter = true });
        Channel<int> firsts = Channel.CreateBounded<int>(16);
        Task source = Task.Run(async () =>
        {
            await foreach (int number in Numbers(count))
            {
                await numbers.Writer.WriteAsync(number);
            }

            numbers.Writer.Complete();
        });
        Task[] first = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await foreach (int number in numbers.Reader.ReadAllAsync())
            {
                await firsts.Writer.WriteAsync(await First(number));
            }
        }))];
        long sum = 0;
        Task[] second = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await foreach (int number in firsts.Reader.ReadAllAsync())
            {
                Interlocked.Add(ref sum, await Second(number));
            }
        }))];
        await source;
        await Task.WhenAll(first);
        firsts.Writer.Complete();
        await Task.WhenAll(second);
        return sum;
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
