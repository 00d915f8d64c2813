using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>Compares expected marks with diagnostics, and describes each difference with its location.</summary>
internal static class Compare
{
    public static IEnumerable<string> Differences(IReadOnlyList<Mark> expected, IReadOnlyList<Diagnostic> actual)
    {
        List<Mark> missing = expected.Where(mark => !mark.IsAdditional).ToList();
        foreach (Diagnostic diagnostic in actual)
        {
            Mark? mark = missing.Find(mark => mark.Id == diagnostic.Id && IsAt(diagnostic.Location, mark));
            if (mark is null)
            {
                yield return $"not expected: {diagnostic}";
                continue;
            }

            missing.Remove(mark);
            foreach (string difference in AdditionalDifferences(expected, mark, diagnostic))
            {
                yield return difference;
            }
        }

        foreach (Mark mark in missing)
        {
            yield return $"not reported: {mark}";
        }
    }

    private static IEnumerable<string> AdditionalDifferences(IReadOnlyList<Mark> expected, Mark primary, Diagnostic diagnostic)
    {
        List<Mark> marks = expected.Where(mark => mark.IsAdditional && mark.Id == primary.Id && mark.Label == primary.Label).ToList();
        if (marks.Count == 0)
        {
            yield break;
        }

        foreach (Location location in diagnostic.AdditionalLocations)
        {
            // The calls that lead to a data race are locations without marks.
            if (marks.RemoveAll(mark => IsAt(location, mark)) == 0 && diagnostic.Id != "FLOW103")
            {
                yield return $"additional location not expected: {location.GetLineSpan()} of {diagnostic}";
            }
        }

        foreach (Mark mark in marks)
        {
            yield return $"additional location missing: {mark} of {diagnostic}";
        }
    }

    private static bool IsAt(Location location, Mark mark) =>
        location.SourceTree?.FilePath == mark.Path && location.SourceSpan == mark.Span;
}
