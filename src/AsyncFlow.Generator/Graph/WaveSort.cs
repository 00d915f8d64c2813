using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>Groups steps into waves, like the plan at run time.</summary>
internal static class WaveSort
{
    public static ImmutableArray<ImmutableArray<int>> Sort(ImmutableArray<ImmutableArray<int>> upstream, ImmutableArray<ImmutableArray<int>> downstream)
    {
        int[] waiting = [.. upstream.Select(static steps => steps.Length)];
        ImmutableArray<ImmutableArray<int>>.Builder waves = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        List<int> wave = [.. Enumerable.Range(0, waiting.Length).Where(step => waiting[step] == 0)];
        while (wave.Count > 0)
        {
            waves.Add(wave.ToImmutableArray());
            List<int> next = [];
            foreach (int step in wave)
            {
                foreach (int follower in downstream[step])
                {
                    if (--waiting[follower] == 0)
                    {
                        next.Add(follower);
                    }
                }
            }

            next.Sort();
            wave = next;
        }

        return waves.ToImmutable();
    }
}
