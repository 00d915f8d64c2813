using System.Net;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DocsSite.Publishing;

/// <summary>A page of the site.</summary>
/// <param name="Path">Its path within the site.</param>
/// <param name="Title">Its first heading, or else its path.</param>
/// <param name="Html">The whole file.</param>
/// <param name="Links">Where it links to, as written, but for addresses of other sites.</param>
/// <param name="Words">The words in it.</param>
internal sealed record Page(string Path, string Title, string Html, string[] Links, string[] Words)
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().Build();

    /// <summary>Makes the page of a document.</summary>
    public static Page Render(Document document)
    {
        MarkdownDocument parsed = Markdown.Parse(document.Text, s_pipeline);
        string path = System.IO.Path.ChangeExtension(document.Path, ".html");
        string title = parsed.Descendants<HeadingBlock>().FirstOrDefault()?.Inline is { } heading ? TextOf(heading) : path;
        string[] links = [.. parsed.Descendants<LinkInline>().Where(static link => !link.IsImage).Select(static link => link.Url).OfType<string>().Where(IsLocal)];
        foreach (LinkInline link in parsed.Descendants<LinkInline>().Where(static link => link.Url is not null && IsLocal(link.Url)))
        {
            link.Url = link.Url!.Replace(".md", ".html", StringComparison.Ordinal);
        }

        string html = $"<!doctype html>\n<meta charset=\"utf-8\">\n<title>{WebUtility.HtmlEncode(title)}</title>\n{parsed.ToHtml(s_pipeline)}";
        return new(path, title, html, links, [.. WordsOf(document.Text)]);
    }

    private static bool IsLocal(string url) => !url.Contains("://", StringComparison.Ordinal) && !url.StartsWith('#') && !url.StartsWith("mailto:", StringComparison.Ordinal);

    private static string TextOf(ContainerInline inline) => string.Concat(inline.Descendants().Select(static part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }));

    private static IEnumerable<string> WordsOf(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                yield return text[start..i].ToLowerInvariant();
                start = -1;
            }
        }
    }
}
