// The examples of docs/guides/comparison.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Comparison;

internal sealed record User;

internal sealed record Theme;

internal sealed record Page(User User, Theme Theme);

internal abstract class ByHand
{
    public async Task<Page> LoadAsync(CancellationToken ct)
    {
        #region by hand
        Task<User> user = LoadUserAsync(ct);
        Task<Theme> theme = LoadThemeAsync(ct);
        await Task.WhenAll(user, theme);
        Page page = Render(await user, await theme);
        #endregion
        return page;
    }

    protected abstract Task<User> LoadUserAsync(CancellationToken ct);

    protected abstract Task<Theme> LoadThemeAsync(CancellationToken ct);

    private static Page Render(User user, Theme theme) => new(user, theme);
}
