namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>Figure 1 in straight lines: nothing starts later than the graph allows, and nothing is kept but tasks.</summary>
internal static class FigureOneByHand
{
    public static async Task RunAsync(Figure1Async flow, CancellationToken ct)
    {
        Task f = flow.S0(ct), g = flow.S1(ct);
        Task h = H(), i = I();
        Task j = J(), k = K(), l = L();
        await Task.WhenAll(j, k, l).ConfigureAwait(false);
        await flow.S7(ct).ConfigureAwait(false);

        async Task H()
        {
            await g.ConfigureAwait(false);
            await flow.S2(ct).ConfigureAwait(false);
        }

        async Task I()
        {
            await Task.WhenAll(f, g).ConfigureAwait(false);
            await flow.S3(ct).ConfigureAwait(false);
        }

        async Task J()
        {
            await h.ConfigureAwait(false);
            await flow.S4(ct).ConfigureAwait(false);
        }

        async Task K()
        {
            await Task.WhenAll(h, i).ConfigureAwait(false);
            await flow.S5(ct).ConfigureAwait(false);
        }

        async Task L()
        {
            await i.ConfigureAwait(false);
            await flow.S6(ct).ConfigureAwait(false);
        }
    }

    public static async Task<int> RunAsync(Figure1Typed flow, CancellationToken ct)
    {
        Task<int> f = flow.S0(ct), g = flow.S1(ct);
        Task<int> h = H(), i = I();
        Task<int> j = J(), k = K(), l = L();
        return await flow.S7(await j.ConfigureAwait(false), await k.ConfigureAwait(false), await l.ConfigureAwait(false), ct).ConfigureAwait(false);

        async Task<int> H() => await flow.S2(await g.ConfigureAwait(false), ct).ConfigureAwait(false);

        async Task<int> I() => await flow.S3(await f.ConfigureAwait(false), await g.ConfigureAwait(false), ct).ConfigureAwait(false);

        async Task<int> J() => await flow.S4(await h.ConfigureAwait(false), ct).ConfigureAwait(false);

        async Task<int> K() => await flow.S5(await h.ConfigureAwait(false), await i.ConfigureAwait(false), ct).ConfigureAwait(false);

        async Task<int> L() => await flow.S6(await i.ConfigureAwait(false), ct).ConfigureAwait(false);
    }
}
