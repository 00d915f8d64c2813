namespace AsyncFlow.Building;

/// <summary>Where a step of a run finds the result of another step.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="cell">The other step's cell in the same run.</param>
/// <param name="hasFallback">Whether the other step may be skipped.</param>
/// <param name="fallback">What is taken then.</param>
internal readonly struct Input<T>(ResultCell<T> cell, bool hasFallback, T fallback)
{
    public T Value => hasFallback && cell.IsSkipped ? fallback : cell.Result;
}
