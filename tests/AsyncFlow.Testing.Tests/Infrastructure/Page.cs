namespace AsyncFlow.Testing.Tests.Infrastructure;

internal sealed record User(string Name);

/// <summary>Loads two values and combines them.</summary>
[Flow]
internal sealed partial class Page
{
    public List<string> Ran { get; } = [];

    [Step]
    private void Setup() => Ran.Add("Setup");

    [Step(nameof(Setup))]
    private async Task<User> LoadUser(CancellationToken cancellationToken)
    {
        Ran.Add("LoadUser");
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        return new User("real");
    }

    [Step(nameof(Setup))]
    private ValueTask<int> LoadTheme(CancellationToken cancellationToken)
    {
        Ran.Add("LoadTheme");
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(1);
    }

    [Step, Output]
    private string Render(User user, int theme)
    {
        Ran.Add("Render");
        return $"{user.Name} {theme}";
    }
}
