using AsyncFlow.CompilerServices;

namespace AsyncFlow.Journals;

/// <summary>A result in a journal.</summary>
/// <param name="Path">The names of the step and of those around it.</param>
/// <param name="Step">How the result is kept.</param>
/// <param name="Item">The element that it is the result for; null if it does not matter, or there is none.</param>
internal sealed record JournalEntry(string Path, KeptStep Step, object? Item);
