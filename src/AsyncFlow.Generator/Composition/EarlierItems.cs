namespace AsyncFlow.Generator.Composition;

/// <summary>The items that are complete when an item starts, the nearest first.</summary>
/// <param name="Item">The preceding item in the innermost <c>Series</c>.</param>
/// <param name="Others">The items before that item, and the items before the <c>Series</c>.</param>
internal sealed record EarlierItems(CompositionNode Item, EarlierItems? Others);
