using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocsSite.Publishing;

/// <summary>In which pages each word is.</summary>
internal sealed record SearchIndex(SortedDictionary<string, List<string>> Pages)
{
    /// <summary>Looks through all pages.</summary>
    public static SearchIndex Build(IReadOnlyList<Page> pages)
    {
        SortedDictionary<string, List<string>> found = new(StringComparer.Ordinal);
        foreach (Page page in pages)
        {
            foreach (string word in page.Words.Distinct().Where(static word => word.Length > 2))
            {
                if (!found.TryGetValue(word, out List<string>? paths))
                {
                    found.Add(word, paths = []);
                }

                paths.Add(page.Path);
            }
        }

        return new(found);
    }

    public string ToJson() => JsonSerializer.Serialize(Pages, IndexJson.Default.SortedDictionaryStringListString);
}

[JsonSerializable(typeof(SortedDictionary<string, List<string>>))]
internal sealed partial class IndexJson : JsonSerializerContext;
