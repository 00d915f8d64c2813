using AsyncFlow.Plan;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The name that the user probably meant.</summary>
public class SuggestionTests
{
    [Theory]
    [InlineData("Setpu", "Setup")]
    [InlineData("LOAD", "Load")]
    [InlineData("LodTex", "LoadText")]
    [InlineData("Load", "Save")]
    [InlineData("", "A")]
    public void A_name_is_suggested_if_it_is_near(string written, string name) => Agree(written, name);

    [Fact]
    public void Short_words_are_suggested_by_the_definition_of_the_distance()
    {
        List<string> words = [""];
        for (int i = 0; words[i].Length < 6; i++)
        {
            words.Add(words[i] + 'a');
            words.Add(words[i] + 'B');
        }

        foreach (string written in words)
        {
            foreach (string name in words)
            {
                Agree(written, name);
            }
        }
    }

    private static void Agree(string written, string name)
    {
        int limit = Math.Min(Math.Max(1, Math.Max(name.Length, written.Length) / 3), Math.Min(name.Length, written.Length) - 1);
        Assert.Equal(Distance(written.ToUpperInvariant(), name.ToUpperInvariant()) <= limit ? name : null, Suggestion.For(written, [name]));
    }

    // Optimal string alignment, as it is defined: without arrays, bands and common ends.
    private static int Distance(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        if (from.IsEmpty || to.IsEmpty)
        {
            return from.Length + to.Length;
        }

        int replaced = Distance(from[1..], to[1..]) + (from[0] == to[0] ? 0 : 1);
        int edited = Math.Min(Distance(from[1..], to), Distance(from, to[1..])) + 1;
        int swapped = from.Length > 1 && to.Length > 1 && from[0] == to[1] && from[1] == to[0] ? Distance(from[2..], to[2..]) + 1 : int.MaxValue;
        return Math.Min(swapped, Math.Min(replaced, edited));
    }
}
