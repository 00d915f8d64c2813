using System.Runtime.CompilerServices;
using AsyncFlow;

namespace Outside;

/// <summary>Seven steps: H after F; I, J and K after H and G; L after these. Plain is what one writes; Tuned passes by <c>WhenAll</c> where all have completed.</summary>
[Flow]
internal sealed partial class Seven
{
    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask F() => default;

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask G() => default;

    [Step(nameof(F)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask H() => default;

    [Step(nameof(H), nameof(G)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask I() => default;

    [Step(nameof(H), nameof(G)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask J() => default;

    [Step(nameof(H), nameof(G)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask K() => default;

    [Step(nameof(I), nameof(J), nameof(K)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask L() => default;

    public async ValueTask Plain()
    {
        Task left = LeftAsync(), g = G().AsTask();
        await Task.WhenAll(left, g).ConfigureAwait(false);
        Task i = I().AsTask(), j = J().AsTask(), k = K().AsTask();
        await Task.WhenAll(i, j, k).ConfigureAwait(false);
        await L().ConfigureAwait(false);
    }

    public async ValueTask Tuned()
    {
        Task left = LeftAsync(), g = G().AsTask();
        if (!left.IsCompletedSuccessfully || !g.IsCompletedSuccessfully)
        {
            await Task.WhenAll(left, g).ConfigureAwait(false);
        }

        Task i = I().AsTask(), j = J().AsTask(), k = K().AsTask();
        if (!i.IsCompletedSuccessfully || !j.IsCompletedSuccessfully || !k.IsCompletedSuccessfully)
        {
            await Task.WhenAll(i, j, k).ConfigureAwait(false);
        }

        await L().ConfigureAwait(false);
    }

    private async Task LeftAsync()
    {
        await F().ConfigureAwait(false);
        await H().ConfigureAwait(false);
    }
}

/// <summary>The same with steps that take a token.</summary>
[Flow]
internal sealed partial class SevenWithToken
{
    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask F(CancellationToken ct) => default;

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask G(CancellationToken ct) => default;

    [Step(nameof(F)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask H(CancellationToken ct) => default;

    [Step(nameof(H), nameof(G)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask I(CancellationToken ct) => default;

    [Step(nameof(H), nameof(G)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask J(CancellationToken ct) => default;

    [Step(nameof(H), nameof(G)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask K(CancellationToken ct) => default;

    [Step(nameof(I), nameof(J), nameof(K)), MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask L(CancellationToken ct) => default;

    public async ValueTask Plain(CancellationToken ct)
    {
        Task left = LeftAsync(ct), g = G(ct).AsTask();
        await Task.WhenAll(left, g).ConfigureAwait(false);
        Task i = I(ct).AsTask(), j = J(ct).AsTask(), k = K(ct).AsTask();
        await Task.WhenAll(i, j, k).ConfigureAwait(false);
        await L(ct).ConfigureAwait(false);
    }

    public async ValueTask Tuned(CancellationToken ct)
    {
        Task left = LeftAsync(ct), g = G(ct).AsTask();
        if (!left.IsCompletedSuccessfully || !g.IsCompletedSuccessfully)
        {
            await Task.WhenAll(left, g).ConfigureAwait(false);
        }

        Task i = I(ct).AsTask(), j = J(ct).AsTask(), k = K(ct).AsTask();
        if (!i.IsCompletedSuccessfully || !j.IsCompletedSuccessfully || !k.IsCompletedSuccessfully)
        {
            await Task.WhenAll(i, j, k).ConfigureAwait(false);
        }

        await L(ct).ConfigureAwait(false);
    }

    private async Task LeftAsync(CancellationToken ct)
    {
        await F(ct).ConfigureAwait(false);
        await H(ct).ConfigureAwait(false);
    }
}

/// <summary>The same with results.</summary>
[Flow]
internal sealed partial class SevenTyped
{
    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> F() => Task.FromResult(1);

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> G() => Task.FromResult(1);

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> H([From(nameof(F))] int f) => Task.FromResult((f) & 7);

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> I([From(nameof(H))] int h, [From(nameof(G))] int g) => Task.FromResult((h + g) & 7);

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> J([From(nameof(H))] int h, [From(nameof(G))] int g) => Task.FromResult((h + g) & 7);

    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> K([From(nameof(H))] int h, [From(nameof(G))] int g) => Task.FromResult((h + g) & 7);

    [Step, Output, MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> L([From(nameof(I))] int i, [From(nameof(J))] int j, [From(nameof(K))] int k) => Task.FromResult((i + j + k) & 7);

    public async ValueTask<int> Plain()
    {
        Task<int> left = LeftAsync(), g = G();
        await Task.WhenAll(left, g).ConfigureAwait(false);
        int h = left.Result, right = g.Result;
        Task<int> i = I(h, right), j = J(h, right), k = K(h, right);
        await Task.WhenAll(i, j, k).ConfigureAwait(false);
        return await L(i.Result, j.Result, k.Result).ConfigureAwait(false);
    }

    public async ValueTask<int> Tuned()
    {
        Task<int> left = LeftAsync(), g = G();
        if (!left.IsCompletedSuccessfully || !g.IsCompletedSuccessfully)
        {
            await Task.WhenAll(left, g).ConfigureAwait(false);
        }

        int h = left.Result, right = g.Result;
        Task<int> i = I(h, right), j = J(h, right), k = K(h, right);
        if (!i.IsCompletedSuccessfully || !j.IsCompletedSuccessfully || !k.IsCompletedSuccessfully)
        {
            await Task.WhenAll(i, j, k).ConfigureAwait(false);
        }

        return await L(i.Result, j.Result, k.Result).ConfigureAwait(false);
    }

    private async Task<int> LeftAsync() => await H(await F().ConfigureAwait(false)).ConfigureAwait(false);
}

/// <summary>One step.</summary>
[Flow]
internal sealed partial class One
{
    [Step, MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask F() => default;

    public async ValueTask Plain() => await F().ConfigureAwait(false);
}
