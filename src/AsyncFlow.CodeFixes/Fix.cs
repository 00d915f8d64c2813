using AsyncFlow.CodeFixes.Editing;

namespace AsyncFlow.CodeFixes;

/// <summary>One way to fix a diagnostic.</summary>
/// <param name="Title">What the light bulb shows.</param>
/// <param name="Key">Fixes of the same key are applied together by fix-all.</param>
/// <param name="Apply">Makes the change. It must bear that others changed the same nodes before.</param>
internal sealed record Fix(string Title, string Key, Func<FixEditor, CancellationToken, Task> Apply);
