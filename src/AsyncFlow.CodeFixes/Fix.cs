using AsyncFlow.CodeFixes.Editing;

namespace AsyncFlow.CodeFixes;

/// <summary>A fix for a diagnostic.</summary>
/// <param name="Title">The title of the fix.</param>
/// <param name="Key">The equivalence key. Fix-all applies fixes with the same key together.</param>
/// <param name="Apply">Makes the change. Other fixes may have changed the same nodes before.</param>
internal sealed record Fix(string Title, string Key, Func<FixEditor, CancellationToken, Task> Apply);
