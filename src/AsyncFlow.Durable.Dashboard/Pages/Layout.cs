namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>What all pages have in common.</summary>
internal static class Layout
{
    /// <summary>A page. Its script replaces what is live from time to time.</summary>
    /// <param name="links">Where the pages are.</param>
    /// <param name="title">The title.</param>
    /// <param name="live">What changes.</param>
    /// <param name="still">What does not, before it.</param>
    public static Html Page(Links links, string title, Html live, Html still) => Html.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        <link rel="stylesheet" href="{links.Style}">
        <script src="{links.Script}" defer></script>
        </head>
        <body>
        <header><a href="{links.List}">Durable runs</a><span id="connection" role="status"></span></header>
        <main>
        {still}
        <div id="live">
        {live}
        </div>
        </main>
        </body>
        </html>

        """);

    /// <summary>A moment, which the script shows in the reader's time zone.</summary>
    public static Html Time(DateTimeOffset time) => Html.Of($"""<time datetime="{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}">{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</time>""");

    /// <summary>A status, in its colour.</summary>
    public static Html Status(string status) => Html.Of($"""<span class="status {status}">{status}</span>""");
}
