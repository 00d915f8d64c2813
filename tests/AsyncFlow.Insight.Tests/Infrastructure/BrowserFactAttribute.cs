namespace AsyncFlow.Insight.Tests.Infrastructure;

/// <summary>A test in a real browser; skipped with a message where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null)
        {
            Skip = "There is no Chromium. Install the package 'chromium', or name a browser in the environment variable CHROMIUM.";
        }
    }
}
