using AsyncFlow;
using DocsSite;
using DocsSite.Publishing;
using Spectre.Console;

if (args.Length > 2 || args.Any(static arg => arg.StartsWith('-')))
{
    Console.Error.WriteLine("""
        Makes a site from a folder of Markdown, and finds the links that lead nowhere.
        usage: DocsSite [SOURCE] [TARGET]     by default docs and artifacts/site
        """);
    return 2;
}

string source = Path.GetFullPath(args.ElementAtOrDefault(0) ?? "docs");
string target = Path.GetFullPath(args.ElementAtOrDefault(1) ?? Path.Combine("artifacts", "site"));
if (!Directory.Exists(source))
{
    Console.Error.WriteLine($"DocsSite: there is no directory '{source}'.");
    return 2;
}

FlowReport<Summary> report = await AnsiConsole.Live(new SiteFlow(new MarkdownFolder(source), new SiteFolder(target))).RunAsync();
report.ThrowIfFailed();
Console.WriteLine($"{report.Output.Pages} pages, {report.Output.Words} words, written to {target}");
foreach (BrokenLink link in report.Output.BrokenLinks)
{
    Console.WriteLine($"{link.Page} links to {link.Url}, which is not there");
}

return report.Output.BrokenLinks.Length == 0 ? 0 : 1;
