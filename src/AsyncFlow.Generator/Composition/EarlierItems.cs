namespace AsyncFlow.Generator.Composition;

/// <summary>The items that have ended when an item starts, the nearest first.</summary>
/// <param name="Item">The one before it, in the innermost <c>Series</c>.</param>
/// <param name="Others">Those before that one, and those before the <c>Series</c>.</param>
internal sealed record EarlierItems(CompositionNode Item, EarlierItems? Others);
