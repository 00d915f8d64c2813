using System.Text.Json.Serialization;
using AsyncFlow;

namespace Cluster;

[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int[]))]
public sealed partial class Json : JsonSerializerContext;

/// <summary>Ten steps, one after another, that do nothing but wait for as long as the input says.</summary>
[Flow, Durable]
public partial class Chain
{
    [Step]
    private static Task<int> One([Input] int delay) => Next(delay);

    [Step]
    private static Task<int> Two([From(nameof(One))] int one) => Next(one);

    [Step]
    private static Task<int> Three([From(nameof(Two))] int two) => Next(two);

    [Step]
    private static Task<int> Four([From(nameof(Three))] int three) => Next(three);

    [Step]
    private static Task<int> Five([From(nameof(Four))] int four) => Next(four);

    [Step]
    private static Task<int> Six([From(nameof(Five))] int five) => Next(five);

    [Step]
    private static Task<int> Seven([From(nameof(Six))] int six) => Next(six);

    [Step]
    private static Task<int> Eight([From(nameof(Seven))] int seven) => Next(seven);

    [Step]
    private static Task<int> Nine([From(nameof(Eight))] int eight) => Next(eight);

    [Step, Output]
    private static Task<int> Ten([From(nameof(Nine))] int nine) => Next(nine);

    private static async Task<int> Next(int delay)
    {
        if (delay > 0)
        {
            await Task.Delay(delay);
        }

        return delay;
    }
}

/// <summary>A list and a step for each of its elements.</summary>
[Flow, Durable]
public partial class FanOut
{
    [Step]
    private static int[] Load([Input] int count) => [.. Enumerable.Range(1, count)];

    [Step]
    private static int Double([Each(nameof(Load), MaxConcurrency = 100)] int number) => 2 * number;

    [Step, Output]
    private static int Sum(IReadOnlyList<int> numbers) => numbers.Sum();
}
